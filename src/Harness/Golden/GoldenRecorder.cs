using Workbench.Harness.Stages;

namespace Workbench.Harness.Golden;

/// <summary>Runs a pipeline and puts what each stage was fed and did beside the goldens, for accepting.</summary>
public sealed class GoldenRecorder(GoldenStore store, PipelineRun pipeline)
{
    /// <summary>Records every stage. Returns the stages received, in order.</summary>
    /// <exception cref="GoldenException">A stage did not complete: nothing half-done may become a golden.</exception>
    public async Task<IReadOnlyList<string>> Record(Func<StageRequest, StageRequest>? shape, CancellationToken cancellation)
    {
        var received = new List<string>();
        var runs = await pipeline.Run(shape, Seen, cancellation).ConfigureAwait(false);
        return runs ? received : throw new GoldenException($"recording stopped after {received.Count} stages; nothing was accepted.");

        void Seen(StageRun run)
        {
            if (run is not { Completed: true, Snapshot: { } snapshot })
            {
                throw new GoldenException($"stage {run.Request.Stage}: {run.Reply?.Error ?? run.End.ToString()} ({run.End.Mark}).\n{run.End.Errors}");
            }

            store.Receive(snapshot, run.Request.Input);
            received.Add(run.Request.Stage);
        }
    }
}
