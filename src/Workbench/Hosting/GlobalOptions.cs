using System.CommandLine;

namespace Workbench.Cli.Hosting;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    public static Option<bool> Verbose { get; } = new("--verbose", "-v")
    {
        Description = "Say more on stderr: -v stages, -vv blocks, -vvv every tap with statistics.",
        Arity = ArgumentArity.Zero,
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Write the result as JSON on stdout; progress stays on stderr.",
        Recursive = true,
    };

    public static Verbosity VerbosityOf(ParseResult parsed) =>
        (Verbosity)Math.Min(parsed.GetResult(Verbose)?.IdentifierTokenCount ?? 0, (int)Verbosity.Taps);
}
