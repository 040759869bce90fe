using Workbench.Harness.Isolation;

namespace Workbench.Harness.Stages;

/// <summary>Runs each request in a process of its own.</summary>
/// <param name="host">Gives the command line.</param>
/// <param name="limits">How long a child may take.</param>
/// <param name="folder">For requests, replies, markers and snapshots; the caller's to remove.</param>
public sealed class ChildRunner(IStageHost host, TimeLimits limits, string folder) : IStageRunner
{
    private readonly RunFiles files = new(folder);

    public async Task<StageRun> Run(StageRequest request, CancellationToken cancellation)
    {
        request = files.Fill(request, out var requestFile);
        var command = host.Child(request, requestFile);
        if (request.Synchronise)
        {
            command = command.With("CUDA_LAUNCH_BLOCKING", "1");
        }

        var end = await ChildProcess.Run(command, limits, request.Marker, cancellation).ConfigureAwait(false);
        return RunFiles.Collect(request, end);
    }
}
