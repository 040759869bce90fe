using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Models.WanDit;

namespace Workbench.Pipeline.Running;

/// <summary>The DiT's kernels from a plan of names.</summary>
public static class KernelChoice
{
    /// <summary>Builds what the plan names. Each elementwise site goes to its own implementation.</summary>
    public static WanDitKernels From(KernelPlan plan, DtypePlan dtypes)
    {
        var rounding = plan.RmsNorm == KernelTable.Torch ? RmsNormRounding.BeforeWeight : RmsNormRounding.Once;
        IElementwise torch = new TorchElementwise(rounding);
        var fused = new Lazy<IElementwise>(() => new NvrtcElementwise(torch));
        IElementwise Pick(params string[] names) => names.All(n => n == KernelTable.Nvrtc) ? fused.Value : torch;
        var elementwise = new MixedElementwise(
            modulate: Pick(plan.Modulate), layerNorm: Pick(plan.LayerNorm), rmsNorm: Pick(plan.RmsNorm), rotation: Pick(plan.RmsNorm, plan.Rope));
        return new(Attentions.Named(plan.SelfAttention), Attentions.Named(plan.CrossAttention), elementwise);
    }
}
