using System.Diagnostics;

namespace Workbench.Harness.Isolation;

/// <summary>Runs a command in a process of its own, watches its marks, and says how it ended. Nothing a child does ends the parent.</summary>
public static class ChildProcess
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    /// <summary>Runs the command to its end, whatever that is.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="limits">How long it may take.</param>
    /// <param name="markerFile">File it leaves its marks in, or null.</param>
    /// <param name="cancellation">Ends the child and throws.</param>
    public static async Task<ProcessEnd> Run(ProcessCommand command, TimeLimits limits, string? markerFile, CancellationToken cancellation)
    {
        using var marker = markerFile is null ? null : MarkerFile.Watch(markerFile);
        var kills = MemoryKills.Count();
        var clock = Stopwatch.StartNew();
        using var process = Start(command);
        var output = new TailReader(process.StandardOutput);
        var errors = new TailReader(process.StandardError);
        var drained = Task.WhenAll(output.Drain(), errors.Drain());
        EndKind? ended = null;
        try
        {
            ended = await Watch(process, limits, marker, clock, cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        // A grandchild may keep the pipes open; what is there by now must do.
        await Task.WhenAny(drained, Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None)).ConfigureAwait(false);

        var signal = Signals.Behind(process.ExitCode);
        var kind = ended ?? (signal is null ? EndKind.Exited
            : signal == Signals.Kill && MemoryKills.Count() > kills ? EndKind.KilledForMemory
            : EndKind.Signalled);
        return new(kind, process.ExitCode, signal is { } s ? Signals.Name(s) : null, marker?.Read() ?? Marker.Nothing, output.Text, errors.Text, clock.Elapsed);
    }

    private static Process Start(ProcessCommand command)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in command.Environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"could not start {command}");
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Waits for the end; says what limit was passed, or null when the process ended by itself.</summary>
    private static async Task<EndKind?> Watch(Process process, TimeLimits limits, MarkerFile? marker, Stopwatch clock, CancellationToken cancellation)
    {
        long last = 0;
        var since = TimeSpan.Zero;
        while (!process.HasExited)
        {
            cancellation.ThrowIfCancellationRequested();
            if (clock.Elapsed > limits.Total)
            {
                return EndKind.TooSlow;
            }

            if (marker?.Read() is { } mark)
            {
                if (mark.Sequence != last)
                {
                    (last, since) = (mark.Sequence, clock.Elapsed);
                }

                var patience = mark.Phase is MarkerPhase.None or MarkerPhase.Loading ? limits.Load : limits.Stall;
                if (clock.Elapsed - since > patience)
                {
                    return EndKind.Hung;
                }
            }

            await Task.WhenAny(process.WaitForExitAsync(cancellation), Task.Delay(Look, cancellation)).ConfigureAwait(false);
        }

        return null;
    }
}
