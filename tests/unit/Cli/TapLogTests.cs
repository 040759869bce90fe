using Workbench.Cli.Hosting;
using Workbench.Cli.Output;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Cli;

public sealed class TapLogTests
{
    [Fact]
    public void Below_blocks_nobody_listens() => Assert.False(TapLog.For(new VerboseLog(TextWriter.Null, Verbosity.Stages), "dit").Listening);

    [Fact]
    public void Blocks_show_one_line_each_and_taps_show_all()
    {
        Assert.Equal(2, Lines(Verbosity.Blocks).Length);
        var lines = Lines(Verbosity.Taps);
        Assert.Equal(5, lines.Length);
        Assert.Contains("dit/blocks.00/norm  Float32[2] mean 2 std 1 min 1 max 3", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_finite_is_counted_and_left_out_of_the_statistics()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("Float32[4] mean 2 std 0 min 2 max 2 NONFINITE 2", TapLog.Describe(tensor(new[] { 2f, float.NaN, float.PositiveInfinity, 2f })));
        Assert.Equal("Float32[0]", TapLog.Describe(empty(0)));
        Assert.Equal("BFloat16[1] NONFINITE 1", TapLog.Describe(tensor(new[] { float.NaN }).to(ScalarType.BFloat16)));
    }

    private static string[] Lines(Verbosity level)
    {
        using var scope = NewDisposeScope();
        using var log = new StringWriter();
        var tap = TapLog.For(new VerboseLog(log, level), "dit");
        var x = tensor(new float[] { 1, 3 });
        tap["blocks", 0].Pass("norm", x);
        tap["blocks", 0].Pass("out", x);
        tap["blocks", 1].Pass("out", x);
        return log.ToString().TrimEnd('\n').Split('\n');
    }
}
