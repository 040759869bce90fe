using Workbench.Harness.Isolation;

namespace Workbench.UnitTests.Isolation;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task Exit_code_and_both_streams_come_back()
    {
        var end = await Shell("echo out; echo err >&2; exit 7");
        Assert.Equal((EndKind.Exited, 7, "out\n", "err\n"), (end.Kind, end.ExitCode, end.Output, end.Errors));
    }

    [Theory]
    [InlineData("SEGV", "SIGSEGV")]
    [InlineData("ABRT", "SIGABRT")]
    [InlineData("FPE", "SIGFPE")]
    [InlineData("BUS", "SIGBUS")]
    public async Task Signals_have_names(string signal, string name)
    {
        var end = await Shell($"kill -{signal} $$");
        Assert.Equal((EndKind.Signalled, name), (end.Kind, end.Signal));
    }

    [Fact]
    public async Task Without_marks_the_load_limit_applies_and_children_of_the_child_go_too()
    {
        var marker = Path.GetTempFileName();
        try
        {
            var limits = new TimeLimits(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));
            var end = await ChildProcess.Run(new("sh", ["-c", "sleep 600 & echo $!; wait"]), limits, marker, CancellationToken.None);
            Assert.Equal(EndKind.Hung, end.Kind);
            Assert.True(Gone(end.Output.Trim()), "the grandchild is still there");
        }
        finally
        {
            File.Delete(marker);
        }
    }

    [Fact]
    public async Task Over_its_total_time_it_is_too_slow()
    {
        var limits = new TimeLimits(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));
        Assert.Equal(EndKind.TooSlow, (await ChildProcess.Run(new("sleep", ["600"]), limits, null, CancellationToken.None)).Kind);
    }

    [Fact]
    public async Task Cancelling_ends_the_child()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ChildProcess.Run(new("sleep", ["600"]), TimeLimits.Default, null, source.Token));
    }

    [Fact]
    public async Task A_flood_of_output_is_drained_and_its_end_kept()
    {
        var end = await Shell("i=0; while [ $i -lt 20000 ]; do echo 0123456789abcdef; i=$((i+1)); done; echo last");
        Assert.EndsWith("last\n", end.Output, StringComparison.Ordinal);
        Assert.InRange(end.Output.Length, 1, 200_000);
    }

    [Fact]
    public async Task Variables_are_set_for_the_child()
    {
        var command = new ProcessCommand("sh", ["-c", "echo $WORKBENCH_TEST"]).With("WORKBENCH_TEST", "a b");
        Assert.Equal("a b\n", (await ChildProcess.Run(command, TimeLimits.Default, null, CancellationToken.None)).Output);
    }

    /// <summary>Dead, or waiting for somebody to take note of it.</summary>
    private static bool Gone(string process)
    {
        var status = $"/proc/{process}/status";
        return !File.Exists(status) || File.ReadLines(status).Any(line => line.StartsWith("State:", StringComparison.Ordinal) && line.Contains('Z', StringComparison.Ordinal));
    }

    private static Task<ProcessEnd> Shell(string script) => ChildProcess.Run(new("sh", ["-c", script]), TimeLimits.Default, null, CancellationToken.None);
}
