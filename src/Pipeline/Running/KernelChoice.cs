using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Models.WanDit;

namespace Workbench.Pipeline.Running;

/// <summary>The DiT's kernels from a plan of names.</summary>
public static class KernelChoice
{
    /// <summary>
    /// Builds what the plan names; names that cannot run have been refused before. Each elementwise site goes to its own implementation. With
    /// <paramref name="fused"/> the plain operations of a 16-bit run are replaced by their fused twins; without NVRTC the twins of named ones run.
    /// </summary>
    /// <param name="plan">Names of kernels.</param>
    /// <param name="fused">Whether fused kernels can and may run.</param>
    public static WanDitKernels From(ExecutionPlan plan, FusedChoice fused)
    {
        var rounding = plan.RmsNorm == KernelTable.Torch ? RmsNormRounding.BeforeWeight : RmsNormRounding.Once;
        IElementwise torch = new TorchElementwise(rounding);
        var nvrtc = new NvrtcElementwise(torch) { GeluPlace = GeluPlace.InProduct }; // the fastest of the three places on an H200: benchmarks/RESULTS.md
        IElementwise Pick(params string[] names) => fused.Takes(plan.Compute) || (fused.On && names.All(n => n == KernelTable.Nvrtc)) ? nvrtc : torch;
        var elementwise = new MixedElementwise(
            modulate: Pick(plan.Modulate), layerNorm: Pick(plan.LayerNorm), rmsNorm: Pick(plan.RmsNorm), rotation: Pick(plan.RmsNorm, plan.Rope));
        return new(Attentions.Named(plan.SelfAttention), Attentions.Named(plan.CrossAttention), elementwise);
    }
}
