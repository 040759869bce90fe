using System.CommandLine;
using Workbench.Cli.Output;

namespace Workbench.Cli.Hosting;

/// <summary>What an action works with: its options, stdout for data, stderr for progress, and the cancellation token.</summary>
internal sealed class CommandContext(ParseResult parsed)
{
    /// <summary>stdout: results, and nothing but results.</summary>
    public TextWriter Data => parsed.InvocationConfiguration.Output;

    /// <summary>stderr, by verbosity.</summary>
    public VerboseLog Log { get; } = new(parsed.InvocationConfiguration.Error, GlobalOptions.VerbosityOf(parsed));

    /// <summary>Whether the result is to be JSON.</summary>
    public bool Json { get; } = parsed.GetValue(GlobalOptions.Json);

    /// <summary>Cancelled by Ctrl-C; ask it between units of work.</summary>
    public CancellationToken Cancellation { get; } =
        parsed.InvocationConfiguration is CommandInvocation invocation ? invocation.Cancellation : CancellationToken.None;

    /// <summary>Value of an option.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>Value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>Whether the user gave the option (a default does not count).</summary>
    public bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Writes one JSON document to stdout.</summary>
    public void WriteJson<T>(T value) => Data.WriteLine(JsonOutput.Text(value));

    /// <summary>Progress of <paramref name="total"/> units on stderr, with the time left.</summary>
    public ProgressMeter Progress(string what, long total, string unit = "") => new(Log.Writer, what, total, unit);
}
