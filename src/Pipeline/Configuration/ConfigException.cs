namespace Workbench.Pipeline.Configuration;

/// <summary>A configuration that cannot be read or contradicts itself. All problems are reported at once.</summary>
public sealed class ConfigException : Exception
{
    public ConfigException(IReadOnlyList<ConfigProblem> problems)
        : base(string.Join('\n', problems)) => Problems = problems;

    public ConfigException(ConfigProblem problem, Exception? inner = null)
        : base(problem.ToString(), inner) => Problems = [problem];

    /// <summary>Every problem found, in the order of reading.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; }
}
