using Workbench.Cli.Hosting;

namespace Workbench.ComponentTests;

/// <summary>Runs command lines inside the test process.</summary>
internal static class CommandLine
{
    public static (int Code, string Data, string Log) Run(params string[] args)
    {
        using StringWriter data = new(), log = new();
        var code = CommandHost.Run(args, data, log);
        return (code, data.ToString(), log.ToString());
    }

    /// <summary>Cancels, as Ctrl-C does, when a line on stderr contains a text.</summary>
    public static (int Code, string Log) RunUntil(string text, params string[] args)
    {
        using var source = new CancellationTokenSource();
        using var data = new StringWriter();
        using var log = new Watching(text, source);
        return (CommandHost.Run(args, data, log, null, source.Token), log.ToString());
    }

    private sealed class Watching(string text, CancellationTokenSource source) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true)
            {
                source.Cancel();
            }
        }
    }
}
