using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels;

/// <summary>
/// Full attention without a mask: softmax(q k^T / sqrt(d)) v per head. The switch point for attention implementations
/// (configuration keys <c>self_attn_1_type</c> and <c>cross_attn_1_type</c>).
/// Cost: 4*Lq*Lk*H*d FLOP; an implementation that materialises the scores also needs H*Lq*Lk elements of memory.
/// </summary>
public interface IAttention
{
    /// <summary>Name in configurations, such as <c>torch_sdpa</c>.</summary>
    string Name { get; }

    /// <summary>Attends. All three share dtype and device; the result joins the caller's dispose scope.</summary>
    /// <param name="q">[batch, Lq, heads, d]</param>
    /// <param name="k">[batch, Lk, heads, d]</param>
    /// <param name="v">[batch, Lk, heads, d]</param>
    /// <returns>[batch, Lq, heads, d] in v's dtype.</returns>
    /// <exception cref="KernelException">The implementation cannot run at this size or on this device.</exception>
    Tensor Attend(Tensor q, Tensor k, Tensor v);
}
