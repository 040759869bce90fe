using System.Text.Json.Nodes;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.UnitTests.Cli;

public sealed class CommandHostTests
{
    [Theory]
    [InlineData("act", Verbosity.Normal)]
    [InlineData("act -v", Verbosity.Stages)]
    [InlineData("act -vv", Verbosity.Blocks)]
    [InlineData("-v act -v -v", Verbosity.Taps)]
    [InlineData("act -vvvv", Verbosity.Taps)]
    [InlineData("act --verbose --verbose", Verbosity.Blocks)]
    public void Verbosity_is_a_ladder(string line, Verbosity expected)
    {
        Verbosity? seen = null;
        var act = new CommandRun.Act(context =>
        {
            seen = context.Log.Level;
            return 0;
        });
        Assert.Equal(0, CommandRun.Of([act], line.Split(' '), CancellationToken.None).Code);
        Assert.Equal(expected, seen);
    }

    [Theory]
    [InlineData]
    [InlineData("no-such-command")]
    [InlineData("doctor", "--no-such-option")]
    public void What_cannot_be_parsed_is_usage_and_says_what_next(params string[] args)
    {
        var (code, data, log) = CommandRun.Of(args);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Empty(data);
        Assert.Contains("next: workbench", log, StringComparison.Ordinal);
        Assert.EndsWith("--help\n", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_is_data_and_passes()
    {
        var (code, data, log) = CommandRun.Of("--help");
        Assert.Equal((0, ""), (code, log));
        Assert.Contains("doctor", data, StringComparison.Ordinal);
    }

    [Fact]
    public void The_code_an_action_returns_is_the_exit_code() =>
        Assert.Equal(ExitCodes.MissingGolden, CommandRun.Acting(_ => ExitCodes.MissingGolden).Code);

    [Fact]
    public void An_error_says_what_where_expected_got_and_next()
    {
        var (code, data, log) = CommandRun.Acting(_ => throw new CommandException(
            ExitCodes.BadFile, "the golden cannot be read", where: "golden/a", expected: "version 1", got: "version 7", next: "workbench golden list"));
        Assert.Equal(ExitCodes.BadFile, code);
        Assert.Empty(data);
        Assert.Equal(
            "error: the golden cannot be read\n  where: golden/a\n  expected: version 1\n  got: version 7\n  next: workbench golden list\n", log);
    }

    [Fact]
    public void With_json_an_error_is_json_on_stdout_too()
    {
        var (code, data, log) = CommandRun.Acting(_ => throw new CheckpointException("torn"), "--json");
        Assert.Equal(ExitCodes.BadFile, code);
        Assert.StartsWith("error: torn\n", log, StringComparison.Ordinal);
        var error = JsonNode.Parse(data)!["error"]!;
        Assert.Equal((6, "bad-file", "torn"), ((int)error["exitCode"]!, (string?)error["kind"], (string?)error["message"]));
    }

    [Fact]
    public void A_stack_trace_appears_only_when_asked_for()
    {
        Assert.DoesNotContain("   at ", CommandRun.Acting(_ => throw new InvalidOperationException("defect"), "-vv").Log, StringComparison.Ordinal);
        var (code, _, log) = CommandRun.Acting(_ => throw new InvalidOperationException("defect"), "-vvv");
        Assert.Equal(ExitCodes.Internal, code);
        Assert.Contains("   at ", log, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: defect", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_by_the_user_is_130_and_by_a_defect_is_not_a_pass()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var act = new CommandRun.Act(context =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            return 0;
        });
        var (code, _, log) = CommandRun.Of([act], ["act"], source.Token);
        Assert.Equal(ExitCodes.Interrupted, code);
        Assert.StartsWith("error: cancelled", log, StringComparison.Ordinal);
    }
}
