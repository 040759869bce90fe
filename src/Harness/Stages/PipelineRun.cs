using Workbench.Pipeline.Stages;

namespace Workbench.Harness.Stages;

/// <summary>Runs stages one after another in processes of their own, each fed by the ones before it.</summary>
/// <param name="host">Knows the stages and how one feeds the next.</param>
/// <param name="runner">Runs them.</param>
/// <param name="folder">For the stage files.</param>
public sealed class PipelineRun(IStageHost host, IStageRunner runner, string folder)
{
    /// <summary>Runs every stage from the first on, until one does not complete.</summary>
    /// <param name="shape">Changes the request of a stage (a graft, a fault, a storage policy), or null.</param>
    /// <param name="seen">Told of every run; owns nothing of it afterwards.</param>
    /// <param name="cancellation">Ends the children.</param>
    /// <returns>Whether all stages completed.</returns>
    public async Task<bool> Run(Func<StageRequest, StageRequest>? shape, Action<StageRun> seen, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var outputs = new Dictionary<string, StageData>(StringComparer.Ordinal);
        try
        {
            foreach (var stage in host.Stages)
            {
                var request = new StageRequest
                {
                    Stage = stage.Id,
                    Input = Path.Combine(folder, stage.Id + ".input.safetensors"),
                    Output = Path.Combine(folder, stage.Id + ".output.safetensors"),
                    Reply = "",
                };
                using (var input = host.Input(stage.Id, outputs))
                {
                    input.Save(request.Input);
                }

                using var run = await runner.Run(shape?.Invoke(request) ?? request, cancellation).ConfigureAwait(false);
                seen(run);
                if (!run.Completed)
                {
                    return false;
                }

                outputs[stage.Id] = StageData.Load(request.Output);
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
}
