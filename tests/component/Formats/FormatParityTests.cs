using Workbench.Parity;
using Workbench.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.Formats;

/// <summary>The format oracles that travel with the repository: every row must be inside its limit, and there must be rows.</summary>
public sealed class FormatParityTests
{
    [Theory]
    [InlineData(235, "data", "formats", "types")]
    [InlineData(13, "data", "formats", "floats")]
    [InlineData(100, "data", "formats", "wan-gguf")]
    [InlineData(100, "hostile", "gguf-bad")]
    [InlineData(60, "hostile", "safetensors-bad")]
    [InlineData(8, "hostile", "safetensors-sharded")]
    [InlineData(200, "hostile", "pth")]
    public void Every_row_is_inside_its_limit(int least, params string[] folder)
    {
        var rows = ParityRun.Run(Repository.At(["tests", .. folder]), CPU, DtypePlan.Official(ScalarType.Float32), [], CancellationToken.None);

        var failures = rows.Where(row => !row.Passed).Select(row => $"{row.Tensor}: {row.Problem ?? row.Difference?.ToString()}").ToList();
        Assert.True(failures.Count == 0, $"{failures.Count} of {rows.Count} rows failed:\n" + string.Join("\n", failures.Take(40)));
        Assert.True(rows.Count >= least, $"only {rows.Count} rows");
    }

    [Fact]
    public void A_folder_without_a_manifest_runs_every_folder_below_it()
    {
        var rows = ParityRun.Run(Repository.At("tests", "data", "formats"), CPU, DtypePlan.Official(ScalarType.Float32), ["floats", "wan-gguf"], CancellationToken.None);

        Assert.Equal(["floats", "wan-gguf"], rows.Select(row => row.Case).Distinct().Order());
    }

    [Fact]
    public void The_fp8_case_is_inside_its_limits()
    {
        var rows = ParityRun.Run(Repository.At("tests", "data", "wan22-tiny"), CPU, DtypePlan.Official(ScalarType.Float32), ["fp8"], CancellationToken.None);

        var failures = rows.Where(row => !row.Passed).Select(row => $"{row.Tensor}: {row.Problem ?? row.Difference?.ToString()}").ToList();
        Assert.True(failures.Count == 0, $"{failures.Count} of {rows.Count} rows failed:\n" + string.Join("\n", failures));
        Assert.True(rows.Count >= 49, $"only {rows.Count} rows");
    }
}
