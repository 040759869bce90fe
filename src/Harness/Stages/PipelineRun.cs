using Workbench.Pipeline.Stages;

namespace Workbench.Harness.Stages;

/// <summary>Runs stages one after another in processes of their own, each fed by the ones before it.</summary>
/// <param name="host">Knows the stages and how one feeds the next.</param>
/// <param name="runner">Runs them.</param>
/// <param name="folder">For the stage files.</param>
public sealed class PipelineRun(IStageHost host, IStageRunner runner, string folder)
{
    /// <summary>Ids of the stages, in order.</summary>
    public IReadOnlyList<string> Stages => [.. host.Stages.Select(stage => stage.Id)];

    /// <summary>Runs one stage after another, until one does not complete.</summary>
    /// <param name="shape">Changes the request of a stage (a graft, a fault, a storage policy), or null.</param>
    /// <param name="seen">Told of every run; owns nothing of it afterwards.</param>
    /// <param name="cancellation">Ends the children.</param>
    /// <param name="first">Stage to begin with, fed what an earlier run of this object left in the folder; null begins at the beginning.</param>
    /// <param name="last">Stage to end with; null runs to the end.</param>
    /// <returns>Whether all stages completed.</returns>
    public async Task<bool> Run(Func<StageRequest, StageRequest>? shape, Action<StageRun> seen, CancellationToken cancellation, string? first = null, string? last = null)
    {
        Directory.CreateDirectory(folder);
        var outputs = new Dictionary<string, StageData>(StringComparer.Ordinal);
        var skipped = first is null ? 0 : Position(first);
        try
        {
            foreach (var stage in Stages.Take(skipped))
            {
                outputs[stage] = StageData.Load(FileOf(stage, "output"));
            }

            foreach (var stage in Stages.Take(last is null ? host.Stages.Count : Position(last) + 1).Skip(skipped))
            {
                var request = new StageRequest { Stage = stage, Input = FileOf(stage, "input"), Output = FileOf(stage, "output"), Reply = "" };
                using (var input = host.Input(stage, outputs))
                {
                    input.Save(request.Input);
                }

                using var run = await runner.Run(shape?.Invoke(request) ?? request, cancellation).ConfigureAwait(false);
                seen(run);
                if (!run.Completed)
                {
                    return false;
                }

                outputs[stage] = StageData.Load(request.Output);
            }

            return true;
        }
        finally
        {
            foreach (var output in outputs.Values)
            {
                output.Dispose();
            }
        }
    }

    private string FileOf(string stage, string part) => Path.Combine(folder, $"{stage}.{part}.safetensors");

    private int Position(string stage) => Stages.ToList().IndexOf(stage) is >= 0 and var at ? at : throw new ArgumentException($"no stage '{stage}'; there are {string.Join(", ", Stages)}");
}
