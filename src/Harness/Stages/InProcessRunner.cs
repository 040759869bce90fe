using System.Diagnostics;
using Workbench.Harness.Isolation;
using Workbench.Pipeline.Taps;

namespace Workbench.Harness.Stages;

/// <summary>Runs requests in this process: no start-up and no second copy of libtorch, but also no protection. For calibration and for studies in a notebook.</summary>
/// <param name="host">Opens stages.</param>
/// <param name="folder">For requests, replies and snapshots; the caller's to remove.</param>
/// <param name="extra">Makes the sinks of <see cref="StageRequest.Extras"/>; null when there are none to make.</param>
public sealed class InProcessRunner(IStageHost host, string folder, Func<string, ITapSink>? extra = null) : IStageRunner
{
    private readonly RunFiles files = new(folder);

    public Task<StageRun> Run(StageRequest request, CancellationToken cancellation)
    {
        request = files.Fill(request, out var requestFile);
        var clock = Stopwatch.StartNew();
        var code = new StageChild(host, extra).Run(requestFile, cancellation);
        using var marker = MarkerFile.Watch(request.Marker!);
        return Task.FromResult(RunFiles.Collect(request, new(EndKind.Exited, code, null, marker.Read(), "", "", clock.Elapsed)));
    }
}
