namespace Workbench.Cli.Hosting;

/// <summary>How much goes to stderr; each level shows strictly more than the one before.</summary>
public enum Verbosity
{
    /// <summary>Progress and results only.</summary>
    Normal,

    /// <summary><c>-v</c>: one line per stage, with its time.</summary>
    Stages,

    /// <summary><c>-vv</c>: one line per block of a network.</summary>
    Blocks,

    /// <summary><c>-vvv</c>: every tap with its statistics, and stack traces of errors.</summary>
    Taps,
}
