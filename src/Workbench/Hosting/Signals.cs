using System.Runtime.InteropServices;

namespace Workbench.Cli.Hosting;

/// <summary>Ctrl-C, SIGTERM and SIGHUP become a cancellation, so that no torn file is left. A second signal ends the process at once.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    public Signals()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }
    }

    public CancellationToken Cancellation => source.Token;

    /// <summary>128 + signal number, as shells have it; SIGHUP counts as SIGTERM.</summary>
    public int ExitCode { get; private set; } = ExitCodes.Interrupted;

    public void Dispose()
    {
        registrations.ForEach(r => r.Dispose());
        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (source.IsCancellationRequested)
        {
            return; // second signal: the default action ends the process
        }

        context.Cancel = true;
        ExitCode = context.Signal == PosixSignal.SIGINT ? ExitCodes.Interrupted : ExitCodes.Terminated;
        source.Cancel();
    }
}
