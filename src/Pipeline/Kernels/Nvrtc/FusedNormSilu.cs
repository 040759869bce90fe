using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>Channel norm, SiLU and the copy behind the history in one pass over channels-last memory.</summary>
public static class FusedNormSilu
{
    /// <summary>Channels in groups of eight, at most 32 lanes of eight such groups.</summary>
    public static bool Fits(long channels) => channels % 8 == 0 && channels / 8 <= 32 * 8;

    /// <summary>silu(x / max(||x||, 1e-12) * sqrt(C) * gamma) behind <paramref name="historyFrames"/> frames of <paramref name="past"/> (zeros when null).</summary>
    /// <param name="x">[1, C, t, h, w] with channels innermost.</param>
    /// <param name="gamma">[C, 1, 1, 1].</param>
    /// <param name="past">[1, C, historyFrames, h, w] or null.</param>
    /// <param name="bias">[C], added to x first; null: none.</param>
    /// <returns>[1, C, historyFrames + t, h, w] with channels innermost.</returns>
    public static Tensor Behind(Tensor x, Tensor gamma, Tensor? past, long historyFrames, Tensor? bias = null)
    {
        using var scope = NewDisposeScope();
        var (c, t, h, w) = (x.shape[1], x.shape[2], x.shape[3], x.shape[4]);
        var buffer = empty([1, historyFrames + t, h, w, c], x.dtype, x.device);
        var front = buffer.narrow(1, 0, historyFrames);
        if (past is null)
        {
            front.zero_();
        }
        else
        {
            front.copy_(past.permute(0, 2, 3, 4, 1));
        }

        Launch(x, gamma, bias, buffer.narrow(1, historyFrames, t), folded: false);
        return buffer.permute(0, 4, 1, 2, 3).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The same written where <see cref="FoldedFrames"/> has it: three frames side by side at each position, three writes for one read, which a 3x3
    /// convolution of three times the channels makes good where a 3x3x3 one runs badly.
    /// </summary>
    /// <param name="x">[1, C, t, h, w] with channels innermost.</param>
    /// <param name="gamma">[C, 1, 1, 1].</param>
    /// <param name="bias">[C], added to x first; null: none.</param>
    /// <param name="folded">[t, h, w, 3, C], dense; the frames before the first are left to the caller.</param>
    public static void Into(Tensor x, Tensor gamma, Tensor? bias, Tensor folded) => Launch(x, gamma, bias, folded, folded: true);

    /// <summary>The largest power of two of lanes that divides a position's groups of eight, so that every lane has equal work.</summary>
    internal static int Lanes(long channels)
    {
        var groups = channels / 8;
        var lanes = 1;
        while (lanes < 32 && groups % (lanes * 2) == 0)
        {
            lanes *= 2;
        }

        return lanes;
    }

    /// <summary>Macros of the kernel.</summary>
    internal static IEnumerable<string> Defines(long channels, ScalarType dtype, bool biased, bool folded) =>
    [
        RowShape.Define("C", channels), RowShape.Define("LANES", Lanes(channels)), RowShape.Define("X", dtype),
        RowShape.Define("BIAS", biased ? 1 : 0), RowShape.Define("FOLD", folded ? 1 : 0),
    ];

    private static void Launch(Tensor x, Tensor gamma, Tensor? bias, Tensor to, bool folded)
    {
        var (c, t, h, w) = (x.shape[1], x.shape[2], x.shape[3], x.shape[4]);
        var lanes = Lanes(c);
        var kernel = KernelLibrary.Get("norm_silu", "norm_silu", x.device.index, [.. Defines(c, x.dtype, bias is not null, folded)]);
        var (positions, perBlock) = (t * h * w, 256 / lanes);
        kernel.Launch((positions + perBlock - 1) / perBlock, 1, 256, x, bias, gamma, to, positions, h * w);
    }
}
