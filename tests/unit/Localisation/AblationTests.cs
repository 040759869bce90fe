using Workbench.Harness.Localisation;

namespace Workbench.UnitTests.Localisation;

[Collection(nameof(SyntheticCase))]
public sealed class AblationTests(SyntheticCase @case)
{
    [Fact]
    public async Task Every_patch_is_taken_away_in_turn()
    {
        var faults = new Dictionary<string, string> { ["scale"] = "2.mix|fault:scale-dropped@blocks.00/x", ["dtype"] = "3.decode|fault:upcast@conv#0" };
        var matrix = await AblationMatrix.Run(
            ["scale", "dtype"], without => Task.FromResult(@case.Localise(new() { Extras = without is null ? [] : [faults[without]] })));

        var lines = matrix.Markdown().Split('\n');
        Assert.Equal("| without | 1.encode encode | 2.mix mix | 3.decode decode |", lines[0]);
        Assert.Equal("| (all on) | ok | ok | ok |", lines[2]);
        Assert.Equal("| `scale` | ok | **blocks.00/x** (0.5) | ok |", lines[3]);
        Assert.StartsWith("| `dtype` | ok | ok | **", lines[4], StringComparison.Ordinal);
        Assert.EndsWith(" at conv |", lines[4], StringComparison.Ordinal);
    }
}
