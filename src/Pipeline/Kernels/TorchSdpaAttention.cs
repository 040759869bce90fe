using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Kernels;

/// <summary>
/// torch's scaled_dot_product_attention, which picks flash, memory-efficient or cuDNN attention by device, dtype and head size.
/// Its last resort, the math route, holds all scores: 457 GB for one 720p step. On CUDA that choice is refused above
/// <paramref name="largestScoreBytes"/> instead of running the device out of memory.
/// </summary>
/// <param name="largestScoreBytes">Largest score matrix the math route may make.</param>
public sealed class TorchSdpaAttention(long largestScoreBytes = 2L << 30) : IAttention
{
    /// <summary>at::SDPBackend::math.</summary>
    private const long MathRoute = 0;

    public string Name => "torch_sdpa";

    public Tensor Attend(Tensor q, Tensor k, Tensor v)
    {
        using var scope = NewDisposeScope();
        var query = q.transpose(1, 2); // [batch, heads, Lq, d], a view: the fused kernels take any stride
        var key = k.transpose(1, 2); // [batch, heads, Lk, d]
        var value = v.transpose(1, 2); // [batch, heads, Lk, d]
        RefuseMathRoute(query, key, value);
        return F.scaled_dot_product_attention(query, key, value)
            .transpose(1, 2) // [batch, Lq, heads, d]
            .MoveToOuterDisposeScope();
    }

    /// <summary>The kernel that scaled_dot_product_attention takes for these tensors on CUDA: math, flash, efficient or cudnn; cpu elsewhere.</summary>
    /// <param name="q">[batch, Lq, heads, d]</param>
    /// <param name="k">[batch, Lk, heads, d]</param>
    /// <param name="v">[batch, Lk, heads, d]</param>
    public static string Route(Tensor q, Tensor k, Tensor v)
    {
        if (q.device_type != TorchSharp.DeviceType.CUDA)
        {
            return "cpu";
        }

        using var scope = NewDisposeScope();
        return Choice(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)) switch // at::SDPBackend
        {
            MathRoute => "math",
            1 => "flash",
            2 => "efficient",
            3 => "cudnn",
            var other => $"backend {other}",
        };
    }

    private static long Choice(Tensor q, Tensor k, Tensor v) =>
        Aten.CallInteger("aten::_fused_sdp_choice", "", q, k, v, AtenArgument.None, 0.0, false, AtenArgument.None, false);

    private void RefuseMathRoute(Tensor q, Tensor k, Tensor v)
    {
        var bytes = TorchMathAttention.ScoreBytes(q.shape[0], q.shape[1], q.shape[2], k.shape[2], q.ElementSize);
        if (bytes <= largestScoreBytes || q.device_type != TorchSharp.DeviceType.CUDA)
        {
            return;
        }

        if (Choice(q, k, v) == MathRoute)
        {
            throw new KernelException(
                $"scaled_dot_product_attention would take its math route for {q.dtype} [{string.Join(",", q.shape)}] x [{string.Join(",", k.shape)}] and need {bytes / 1e9:F1} GB for the scores. "
                + "No fused kernel of this libtorch serves this device, dtype and head size. Next: workbench doctor, or choose a 16-bit compute dtype.");
        }
    }
}
