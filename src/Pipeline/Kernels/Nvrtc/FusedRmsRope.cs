using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>
/// RMS norm over the whole row (before the split into heads) times a weight, optionally followed by rotary embedding, for one or two tensors in one launch.
/// Bytes per tensor: rows * D in and out, plus rows * head_dim * 4 of angles.
/// </summary>
public static class FusedRmsRope
{
    /// <summary>Whether the kernels can take x [..., D]: on CUDA, dense, rows of eights.</summary>
    public static bool Takes(Tensor x) => x.device_type == TorchSharp.DeviceType.CUDA && x.is_contiguous() && RowShape.Fits(x.shape[^1]);

    /// <summary>Normalises x [..., D] into a new tensor of <paramref name="output"/>; rotates it too when angles are given.</summary>
    /// <param name="angles">[rows, head_dim / 2, 2] fp32: cos, sin; null for the norm alone.</param>
    /// <param name="headDim">Channels of one head; a multiple of eight.</param>
    public static Tensor Apply(Tensor x, Tensor weight, Tensor? angles, long headDim, double eps, ScalarType output)
    {
        var result = empty(x.shape, output, x.device);
        Launch(x, weight, result, null, null, null, angles, headDim, eps, output);
        return result;
    }

    /// <summary>Normalises and rotates q and k [..., D] in place, in one launch.</summary>
    public static void ApplyInPlace(Tensor q, Tensor weightQ, Tensor k, Tensor weightK, Tensor angles, long headDim, double eps) =>
        Launch(q, weightQ, q, k, weightK, k, angles, headDim, eps, q.dtype);

    private static void Launch(
        Tensor a, Tensor weightA, Tensor outA, Tensor? b, Tensor? weightB, Tensor? outB, Tensor? angles, long headDim, double eps, ScalarType output)
    {
        var d = a.shape[^1];
        var threads = RowShape.Threads(d);
        var kernel = KernelLibrary.Get(
            "rms_rope", "rms_rope", a.device.index,
            RowShape.Define("D", d), RowShape.Define("THREADS", threads), RowShape.Define("HEAD", headDim), RowShape.Define("X", a.dtype),
            RowShape.Define("O", output), RowShape.Define("S", weightA.dtype), RowShape.Define("ROPE", angles is null ? 0 : 1));
        kernel.Launch(a.numel() / d, b is null ? 1 : 2, threads, a, weightA, outA, b, weightB, outB, angles, (float)eps);
    }
}
