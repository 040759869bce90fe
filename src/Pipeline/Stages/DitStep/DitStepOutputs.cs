using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.DitStep;

/// <summary>What one DIT step predicts: [16, T, h, w] in fp32 each.</summary>
/// <param name="Velocity">Noise minus clean latent, guided if guidance was asked for.</param>
/// <param name="Conditional">The prediction for the prompt; the same tensor as <paramref name="Velocity"/> without guidance.</param>
/// <param name="Unconditional">The prediction for the negative prompt, or null.</param>
public sealed record DitStepOutputs(Tensor Velocity, Tensor Conditional, Tensor? Unconditional)
{
    /// <summary>Tensors velocity and, when guided, cond and uncond. The result shares storage with this object.</summary>
    public StageData ToData()
    {
        var data = new StageData();
        data.Tensors["velocity"] = Velocity.alias().DetachFromDisposeScope();
        if (Unconditional is not null)
        {
            data.Tensors["cond"] = Conditional.alias().DetachFromDisposeScope();
            data.Tensors["uncond"] = Unconditional.alias().DetachFromDisposeScope();
        }

        return data;
    }

    /// <summary>The reverse of <see cref="ToData"/>. The tensors stay owned by <paramref name="data"/>.</summary>
    /// <exception cref="Checkpoints.CheckpointException">A tensor is missing.</exception>
    public static DitStepOutputs FromData(StageData data) => data.Tensors.GetValueOrDefault("uncond") is { } unconditional
        ? new(data["velocity"], data["cond"], unconditional)
        : new(data["velocity"], data["velocity"], null);
}
