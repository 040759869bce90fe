using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.DitStep;

/// <summary>Classifier-free guidance (Ho and Salimans, arXiv:2207.12598).</summary>
public static class Guidance
{
    /// <summary>unconditional + scale * (conditional - unconditional), in fp32. Scale 1 gives the conditional prediction up to rounding, 0 the unconditional one.</summary>
    public static Tensor Combine(Tensor conditional, Tensor unconditional, double scale)
    {
        using var scope = NewDisposeScope();
        var (cond, uncond) = (conditional.to(ScalarType.Float32), unconditional.to(ScalarType.Float32));
        return (uncond + scale * (cond - uncond)).MoveToOuterDisposeScope();
    }
}
