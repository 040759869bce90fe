using Workbench.Pipeline.Sampling;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.Interactive;

/// <summary>Copies what a run shows to the host: 16 latent frames of 480p are 26 MB a step.</summary>
internal sealed class RunRecorder(IScheduler scheduler)
{
    public List<StepRecord> Steps { get; } = [];

    public Dictionary<string, StageData> Stages { get; } = new(StringComparer.Ordinal);

    public void Step(SamplingStep step) =>
        Steps.Add(new(step.Index, step.Timestep, scheduler.Sigmas[step.Index], step.Expert, Kept(step.Latents.to(ScalarType.Float32)), Kept(step.Velocity.to(ScalarType.Float32))));

    public void Stage(string name, StageData data)
    {
        var copy = new StageData();
        foreach (var (key, tensor) in data.Tensors)
        {
            copy.Tensors[key] = Kept(tensor);
        }

        foreach (var (key, value) in data.Metadata)
        {
            copy.Metadata[key] = value;
        }

        Stages[name] = copy;
    }

    private static Tensor Kept(Tensor tensor) => tensor.detach().cpu().clone().DetachFromDisposeScope();
}
