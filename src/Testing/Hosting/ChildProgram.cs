using Workbench.Harness.Isolation;

namespace Workbench.Testing.Hosting;

/// <summary>The program that builds the same host from its command line, so that a stage can run in a process of its own.</summary>
/// <param name="Executable">File to start.</param>
/// <param name="Arguments">What comes before the request file.</param>
/// <param name="Options">What the host was made of; comes behind the request file.</param>
/// <param name="Environment">Variables on top of this process's own; null takes one away.</param>
public sealed record ChildProgram(string Executable, IReadOnlyList<string> Arguments, IReadOnlyList<string> Options, IReadOnlyDictionary<string, string?>? Environment = null)
{
    /// <summary>The program of the same host with one compatibility patch fewer.</summary>
    public ChildProgram Without(string patch) => this with { Options = [.. Options, "--without", patch] };

    /// <summary>The command line that carries out a request under a variation.</summary>
    public ProcessCommand Command(string requestFile, StageVariation variation)
    {
        var variables = new Dictionary<string, string?>(Environment ?? new Dictionary<string, string?>());
        foreach (var (name, value) in variation.Environment)
        {
            variables[name] = value;
        }

        return new(Executable, [.. Arguments, requestFile, .. Options], variables);
    }
}
