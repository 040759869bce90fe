using Workbench.Pipeline.Configuration;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

[Trait("Stage", "11")]
public sealed class Test11ImageEncode(ITestOutputHelper output)
{
    [Fact]
    public void Every_tensor_of_the_oracle_is_reproduced_in_fp32()
    {
        var rows = OracleRows.Require("mask_y", DtypePlan.Official(ScalarType.Float32), output);
        Assert.Equal(["image_u8", "sizes", "first_frame", "latent", "msk", "y"], rows.Select(row => row.Tensor));
    }
}
