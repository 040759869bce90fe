using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Fp8;

/// <summary>The scale that stands beside an fp8 weight: LightX2V's <c>X.weight_scale</c> [out, 1], or ComfyUI's <c>X.scale_weight</c>, one number for the whole tensor.</summary>
internal static class Fp8Scale
{
    public static StoredTensor? Find(ICheckpoint checkpoint, string layer) =>
        checkpoint.Tensors.GetValueOrDefault(layer + ".weight_scale") ?? checkpoint.Tensors.GetValueOrDefault(layer + ".scale_weight");

    /// <summary>fp32 [outputs, 1].</summary>
    public static Tensor Take(CheckpointParameters parameters, ICheckpoint checkpoint, StoredTensor stored, long outputs, Fp8Options options)
    {
        if (stored.Count != outputs && stored.Count != 1)
        {
            throw new CheckpointException($"{checkpoint.Path}: {stored.Name} has shape [{string.Join(",", stored.Shape)}], expected [{outputs},1] or one number.");
        }

        using var scope = NewDisposeScope();
        using var scale = parameters.Take(stored.Name, stored.Shape, ScalarType.Float32);
        var rounded = options.RoundScales ? scale.to(ScalarType.BFloat16).to(ScalarType.Float32) : scale;
        return rounded.reshape(-1, 1).expand(outputs, 1).contiguous().DetachFromDisposeScope();
    }
}
