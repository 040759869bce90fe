using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>The switch points of the DiT's hot path.</summary>
/// <param name="SelfAttention">Over all tokens (configuration key <c>self_attn_1_type</c>).</param>
/// <param name="CrossAttention">Tokens to text (configuration key <c>cross_attn_1_type</c>).</param>
/// <param name="Elementwise">Norms, modulation, rotation, gates, GELU.</param>
public sealed record WanDitKernels(IAttention SelfAttention, IAttention CrossAttention, IElementwise Elementwise)
{
    /// <summary>Plain torch throughout.</summary>
    public static WanDitKernels Torch(DtypePlan dtypes) =>
        new(new TorchSdpaAttention(), new TorchSdpaAttention(), new TorchElementwise(dtypes.RmsNorm));
}
