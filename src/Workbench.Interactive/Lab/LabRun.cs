using Workbench.Interactive.Display;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.Interactive;

/// <summary>A whole run with everything worth looking at afterwards; owns its tensors.</summary>
public sealed class LabRun : IDisposable
{
    private readonly GenerateResult result;

    internal LabRun(GenerateResult result, IReadOnlyList<StepRecord> steps, IReadOnlyDictionary<string, StageData> stages, int fps) =>
        (this.result, Steps, Stages, Frames) = (result, steps, stages, new(result.Frames, fps));

    /// <summary>The video; shows itself.</summary>
    public FramesView Frames { get; }

    /// <summary>Clean latents [16, T, h, w].</summary>
    public Tensor Latents => result.Latents;

    /// <summary>Every sampling step.</summary>
    public IReadOnlyList<StepRecord> Steps { get; }

    /// <summary>Inputs and outputs of the stages on the CPU, by stage and role (<c>10.outputs</c>).</summary>
    public IReadOnlyDictionary<string, StageData> Stages { get; }

    /// <summary>Seconds per stage.</summary>
    public IReadOnlyList<StageTime> Times => result.Times;

    /// <summary>What the user should know, such as a prompt that was cut.</summary>
    public IReadOnlyList<string> Warnings => result.Warnings;

    public void Dispose()
    {
        result.Dispose();
        foreach (var step in Steps)
        {
            step.Latents.Dispose();
            step.Velocity.Dispose();
        }

        foreach (var data in Stages.Values)
        {
            data.Dispose();
        }
    }
}
