using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels;

/// <summary>libtorch's own FlashAttention-2 kernel, chosen explicitly. CUDA, 16-bit dtypes, head sizes up to 256. Holds no scores.</summary>
public sealed class FlashAttention : IAttention
{
    public string Name => "torch_flash";

    public Tensor Attend(Tensor q, Tensor k, Tensor v)
    {
        if (q.device_type != TorchSharp.DeviceType.CUDA)
        {
            throw new KernelException($"torch_flash runs on CUDA only, the tensors are on {q.device_type}. Next: choose torch_sdpa.");
        }

        // Layout [batch, L, heads, d] as it comes; (output, logsumexp, rng_state, unused, debug_attn_mask)
        return Aten.CallFirst(
            "aten::_flash_attention_forward", "", "ttttt",
            q, k, v, AtenArgument.None, AtenArgument.None, q.shape[1], k.shape[1], 0.0, false, false,
            AtenArgument.None, AtenArgument.None, AtenArgument.None, AtenArgument.None, AtenArgument.None); // [batch, Lq, heads, d]
    }
}
