using Workbench.Harness.Stages;

namespace Workbench.Harness.Golden;

/// <summary>Runs a pipeline and puts what each stage was fed and did beside the goldens, for accepting.</summary>
public sealed class GoldenRecorder(GoldenStore store, PipelineRun pipeline)
{
    /// <summary>Records stages. Returns those received, in order.</summary>
    /// <param name="shape">Changes the request of a stage, or null.</param>
    /// <param name="cancellation">Ends the children.</param>
    /// <param name="stages">Stages to record; null or empty for all. Those before them run too, as they make the inputs.</param>
    /// <exception cref="GoldenException">Under CI; there is no such stage; or a stage did not complete: nothing half-done may become a golden.</exception>
    public async Task<IReadOnlyList<string>> Record(Func<StageRequest, StageRequest>? shape, CancellationToken cancellation, IReadOnlyList<string>? stages = null)
    {
        store.RefuseUnderCi("recorded"); // before a stage has run for nothing
        if (stages?.FirstOrDefault(stage => !pipeline.Stages.Contains(stage)) is { } unknown)
        {
            throw new GoldenException($"this pipeline has no stage {unknown}; it has {string.Join(", ", pipeline.Stages)}");
        }

        var wanted = pipeline.Stages.Where(stage => stages is not { Count: > 0 } || stages.Contains(stage)).ToList();
        var received = new List<string>();
        var runs = await pipeline.Run(shape, Seen, cancellation, last: wanted.LastOrDefault()).ConfigureAwait(false);
        return runs ? received : throw new GoldenException($"recording stopped after {received.Count} stages; nothing was accepted.");

        void Seen(StageRun run)
        {
            if (run is not { Completed: true, Snapshot: { } snapshot })
            {
                throw new GoldenException($"stage {run.Request.Stage}: {run.Reply?.Error ?? run.End.ToString()} ({run.End.Mark}).\n{run.End.Errors}");
            }

            if (wanted.Contains(run.Request.Stage))
            {
                store.Receive(snapshot, run.Request.Input);
                received.Add(run.Request.Stage);
            }
        }
    }
}
