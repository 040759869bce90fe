using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.Layers;

/// <summary>Multi-head attention without masks.</summary>
internal static class Heads
{
    /// <summary>softmax(q k^T / sqrt(width per head)) v. Cost: 4*B*N*M*C FLOP.</summary>
    /// <param name="q">[B, N, C].</param>
    /// <param name="k">[B, M, C].</param>
    /// <param name="v">[B, M, C].</param>
    /// <param name="heads">Divides C.</param>
    /// <returns>[B, N, C].</returns>
    public static Tensor Attend(Tensor q, Tensor k, Tensor v, long heads)
    {
        var y = F.scaled_dot_product_attention(Split(q, heads), Split(k, heads), Split(v, heads)); // [B, heads, N, C/heads]
        return y.transpose(1, 2).reshape(q.shape);
    }

    private static Tensor Split(Tensor x, long heads) => x.view(x.shape[0], x.shape[1], heads, x.shape[2] / heads).transpose(1, 2);
}
