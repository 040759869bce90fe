using Workbench.Cli.Commands;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Measuring;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Cli;

public sealed class MemoryLimitTests
{
    [Theory]
    [InlineData("24", 24_000_000_000)]
    [InlineData("24GB", 24_000_000_000)]
    [InlineData("5.5 gb", 5_500_000_000)]
    public void Amounts_are_gigabytes(string text, long bytes) => Assert.Equal(bytes, MemoryLimitOption.Bytes(text));

    [Theory]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("0")]
    [InlineData("-3GB")]
    [InlineData("24GiB")]
    [InlineData("1e3")]
    public void Anything_else_is_none(string text) => Assert.Null(MemoryLimitOption.Bytes(text));

    [Fact]
    public void The_CPU_has_nothing_to_hold() => Assert.Null(MemoryBallast.Leave(CPU, 1));

    [Fact]
    public void A_limit_of_nothing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => MemoryBallast.Leave(CPU, 0));

    [Fact]
    public void The_command_line_refuses_what_is_no_amount()
    {
        var run = CommandRun.Of("bench", "ceilings", "--memory-limit", "plenty");

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("--memory-limit", run.Log);
    }
}
