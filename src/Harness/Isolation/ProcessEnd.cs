namespace Workbench.Harness.Isolation;

/// <summary>The end of a child process.</summary>
/// <param name="Kind">How it came.</param>
/// <param name="ExitCode">Its exit code; 128 + signal after a signal.</param>
/// <param name="Signal">Name of the signal, such as <c>SIGSEGV</c>, or null.</param>
/// <param name="Mark">Where it was last.</param>
/// <param name="Output">Its stdout (the last part of it).</param>
/// <param name="Errors">Its stderr (the last part of it): libtorch's own message is there.</param>
/// <param name="Elapsed">How long it lived.</param>
public sealed record ProcessEnd(EndKind Kind, int ExitCode, string? Signal, Marker Mark, string Output, string Errors, TimeSpan Elapsed)
{
    /// <summary>Whether it ended by itself.</summary>
    public bool Exited => Kind == EndKind.Exited;

    public override string ToString() => Kind switch
    {
        EndKind.Exited => $"exited with code {ExitCode}",
        EndKind.Signalled => $"died of {Signal}",
        EndKind.KilledForMemory => "was killed for using too much memory",
        EndKind.Hung => "hung",
        _ => "was too slow",
    };
}
