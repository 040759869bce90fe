using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Measuring;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Kernels;

public sealed class StoredDitCheckTests
{
    [Theory]
    [InlineData("Default")]
    [InlineData("fp8-sgl")]
    [InlineData("gguf-Q4_K")]
    public void Without_CUDA_both_ways_are_the_plain_one_and_near_fp32(string name)
    {
        Assert.True(QuantScheme.TryParse(name, out var scheme, out _));
        var row = StoredDitBench.Check(scheme, TinyModelFolder.Dit, CPU);
        Assert.True(row.Passed, row.Name);
        Assert.DoesNotContain("NaN", row.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void A_way_further_from_the_truth_fails()
    {
        using var scope = NewDisposeScope();
        var exact = ones([100]);
        Assert.True(RoundingCheck.Row("same", exact, exact + 0.01, exact + 0.01).Passed);
        Assert.False(RoundingCheck.Row("worse", exact, exact + 0.01, exact + 0.02).Passed);
        Assert.False(RoundingCheck.Row("broken", exact, exact + 0.01, exact * float.NaN).Passed);
    }
}
