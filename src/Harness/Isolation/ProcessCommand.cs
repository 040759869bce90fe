namespace Workbench.Harness.Isolation;

/// <summary>A command line, given as its parts.</summary>
/// <param name="Program">Executable.</param>
/// <param name="Arguments">Arguments, unquoted.</param>
/// <param name="Environment">Variables set on top of this process's own; null takes one away.</param>
public sealed record ProcessCommand(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?>? Environment = null)
{
    /// <summary>The same command with one more variable.</summary>
    public ProcessCommand With(string variable, string value) =>
        this with { Environment = new Dictionary<string, string?>(Environment ?? new Dictionary<string, string?>()) { [variable] = value } };

    public override string ToString() => string.Join(' ', Arguments.Prepend(Program).Select(a => a.Contains(' ', StringComparison.Ordinal) ? $"'{a}'" : a));
}
