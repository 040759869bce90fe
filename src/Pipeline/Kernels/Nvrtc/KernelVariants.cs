using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>One specialisation of a kernel source.</summary>
/// <param name="Source">Source file without extension.</param>
/// <param name="Defines">Sizes and dtypes, NAME=VALUE.</param>
public sealed record KernelVariant(string Source, IReadOnlyList<string> Defines);

/// <summary>The specialisations that the full-size models ask for, to prove that they compile for architectures that are not here.</summary>
public static class KernelVariants
{
    /// <summary>Compute capabilities of the cards that Workbench is for: A100, RTX 30xx, RTX 40xx, H100 and H200, B200, RTX 50xx.</summary>
    public static IReadOnlyList<int> Architectures { get; } = [80, 86, 89, 90, 100, 120];

    /// <summary>Widths of the A14B transformer and of its feed-forward layer, of the text encoder and its feed-forward layer, and channels of the VAE.</summary>
    private static readonly (long Dim, long Ffn, long Text, long TextFfn, long[] Channels) Sizes = (5120, 13824, 4096, 10240, [96, 192, 384]);

    private static readonly ScalarType[] Floating = [ScalarType.BFloat16, ScalarType.Float16, ScalarType.Float32];

    /// <summary>All of them.</summary>
    public static IEnumerable<KernelVariant> All =>
        [.. LayerNorms(), .. Rows(), .. Elementwise(), .. Taps(), .. Gguf.NvrtcDequantiser.Covered.SelectMany(Blocks)];

    private static IEnumerable<KernelVariant> LayerNorms() => Floating.SelectMany(stream => Enumerable.Range(0, 6).Select(i => new KernelVariant("layer_norm",
    [
        Define("D", Sizes.Dim), Define("THREADS", RowShape.Threads(Sizes.Dim)), Define("X", stream), Define("Y", ScalarType.BFloat16), Define("S", stream),
        Define("O", ScalarType.BFloat16), Define("RESIDUAL", i / 2), Define("ONE", 1), Define("QUANT", i % 2),
    ])));

    private static IEnumerable<KernelVariant> Rows()
    {
        foreach (var (d, rope) in new[] { (Sizes.Dim, 1), (Sizes.Dim, 0), (Sizes.Text, 0) })
        {
            yield return new("rms_rope",
            [
                Define("D", d), Define("THREADS", RowShape.Threads(d)), Define("HEAD", rope == 1 ? 128 : 8), Define("X", ScalarType.BFloat16),
                Define("O", ScalarType.BFloat16), Define("S", ScalarType.BFloat16), Define("ROPE", rope),
            ]);
        }

        foreach (var (d, gelu) in new[] { (Sizes.Dim, 0), (Sizes.Ffn, 1) })
        {
            yield return new("quantise", [Define("D", d), Define("THREADS", RowShape.Threads(d)), Define("X", ScalarType.BFloat16), Define("GELU", gelu)]);
        }
    }

    private static IEnumerable<KernelVariant> Elementwise()
    {
        foreach (var gated in Enumerable.Range(0, 3))
        {
            yield return new("residual", [Define("D", Sizes.Dim), Define("X", ScalarType.BFloat16), Define("Y", ScalarType.BFloat16), Define("S", ScalarType.BFloat16), Define("GATED", gated)]);
        }

        yield return new("gated_gelu", [Define("X", ScalarType.BFloat16), Define("WIDTH", 0L)]);
        yield return new("gated_gelu", [Define("X", ScalarType.BFloat16), Define("WIDTH", Sizes.TextFfn)]);
        yield return new("bias_gelu", [Define("X", ScalarType.BFloat16), Define("D", Sizes.Ffn)]);
        yield return new("position_bias", [Define("X", ScalarType.BFloat16)]);
        foreach (var channels in Sizes.Channels)
        {
            yield return new("norm_silu", [.. FusedNormSilu.Defines(channels, ScalarType.BFloat16, biased: false, folded: false)]);
            yield return new("norm_silu", [.. FusedNormSilu.Defines(channels, ScalarType.BFloat16, biased: true, folded: false)]);
            yield return new("norm_silu", [.. FusedNormSilu.Defines(channels, ScalarType.BFloat16, biased: true, folded: true)]);
        }
    }

    private static IEnumerable<KernelVariant> Taps() => Floating.SelectMany(x => new KernelVariant[]
    {
        new("tap_numbers", [.. FusedMeasure.Defines(x)]),
        new("tap_sketch", [Define("X", x), Define("K", 256)]),
    });

    private static IEnumerable<KernelVariant> Blocks(Checkpoints.StoredType type) =>
        Floating.Select(o => new KernelVariant("dequantise", [Define("TYPE", Gguf.NvrtcDequantiser.Number(type)), Define("O", o)]));

    private static string Define(string name, long value) => RowShape.Define(name, value);

    private static string Define(string name, ScalarType type) => RowShape.Define(name, type);
}
