using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;
using Workbench.Tests;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

[Trait("Stage", "13")]
public sealed class Test13VaeDecode(ITestOutputHelper output)
{
    [Fact]
    public void Every_tensor_of_the_oracle_is_reproduced_in_fp32()
    {
        var rows = OracleRows.Require("vae", DtypePlan.Official(ScalarType.Float32), output);
        using var file = SafetensorsFile.Open(Repository.At("tests", "data", "wan22-tiny", "vae.safetensors"));
        Assert.Equal(file.Tensors.Keys.Except(["video0", "video1", "image"]).Order(), rows.Select(row => row.Tensor).Order());
    }
}
