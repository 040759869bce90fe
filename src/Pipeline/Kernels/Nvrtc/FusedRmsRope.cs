using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>
/// RMS norm over the whole row (before the split into heads) times a weight, then rotary embedding, for q and k in one launch, in place.
/// Bytes: 2 * rows * D in and out, plus rows * head_dim * 4 of angles.
/// </summary>
public static class FusedRmsRope
{
    /// <summary>Normalises and rotates q and k [..., D].</summary>
    /// <param name="angles">[rows, head_dim / 2, 2] fp32: cos, sin.</param>
    /// <param name="headDim">Channels of one head; a multiple of eight.</param>
    public static void Apply(Tensor q, Tensor weightQ, Tensor k, Tensor weightK, Tensor angles, long headDim, double eps) =>
        Launch(q, weightQ, k, weightK, angles, headDim, eps);

    /// <summary>Only the norm, in place.</summary>
    public static void Normalise(Tensor x, Tensor weight, double eps) => Launch(x, weight, null, null, null, 8, eps);

    private static void Launch(Tensor q, Tensor weightQ, Tensor? k, Tensor? weightK, Tensor? angles, long headDim, double eps)
    {
        var d = q.shape[^1];
        var threads = RowShape.Threads(d);
        var kernel = KernelLibrary.Get(
            "rms_rope", "rms_rope", q.device.index,
            RowShape.Define("D", d), RowShape.Define("THREADS", threads), RowShape.Define("HEAD", headDim), RowShape.Define("X", q.dtype),
            RowShape.Define("S", weightQ.dtype), RowShape.Define("ROPE", angles is null ? 0 : 1));
        kernel.Launch(q.numel() / d, k is null ? 1 : 2, threads, q, weightQ, q, k, weightK, k, angles, (float)eps);
    }
}
