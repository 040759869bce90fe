using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>One-pass elementwise kernels: gated residual, row quantisation with or without GELU, GGUF dequantisation.</summary>
public static class FusedElementwise
{
    /// <summary>x + branch * gate (x + branch without a gate), in x's dtype. x, branch [..., D]; gate [D]. Written over x where that is allowed.</summary>
    public static Tensor AddGated(Tensor x, Tensor branch, Tensor? gate, bool overwrite = false)
    {
        var result = overwrite ? x.alias() : empty_like(x);
        var kernel = KernelLibrary.Get(
            "residual", "residual", x.device.index,
            RowShape.Define("D", x.shape[^1]), RowShape.Define("X", x.dtype), RowShape.Define("Y", branch.dtype),
            RowShape.Define("S", gate?.dtype ?? x.dtype), RowShape.Define("GATED", gate is null ? 0 : 1));
        kernel.Launch(((x.numel() / 8) + 255) / 256, 1, 256, x, branch, gate, result, x.numel());
        return result;
    }

    /// <summary>gelu_tanh(x + bias), written over x, which is returned. x [..., D] contiguous, bias [D] of its dtype, D a multiple of eight.</summary>
    public static Tensor BiasGelu(Tensor x, Tensor bias)
    {
        var kernel = KernelLibrary.Get("bias_gelu", "bias_gelu", x.device.index, RowShape.Define("X", x.dtype), RowShape.Define("D", x.shape[^1]));
        kernel.Launch(((x.numel() / 8) + 255) / 256, 1, 256, x, bias, x.numel());
        return x;
    }

    /// <summary>x + other + bias, written over x, which is returned. x, other [..., C] contiguous, bias [C]; one dtype, C a multiple of eight.</summary>
    public static Tensor AddBiased(Tensor x, Tensor other, Tensor bias)
    {
        var kernel = KernelLibrary.Get(
            "residual", "residual", x.device.index,
            RowShape.Define("D", x.shape[^1]), RowShape.Define("X", x.dtype), RowShape.Define("Y", other.dtype), RowShape.Define("S", bias.dtype), RowShape.Define("GATED", 2));
        kernel.Launch(((x.numel() / 8) + 255) / 256, 1, 256, x, other, bias, x, x.numel());
        return x;
    }

    /// <summary>a * gelu_tanh(gate), elementwise; contiguous, a multiple of eight elements.</summary>
    public static Tensor GatedGelu(Tensor a, Tensor gate)
    {
        var result = empty_like(a);
        var kernel = KernelLibrary.Get("gated_gelu", "gated_gelu", a.device.index, RowShape.Define("X", a.dtype), RowShape.Define("WIDTH", 0L));
        kernel.Launch(((a.numel() / 8) + 255) / 256, 1, 256, a, gate, result, a.numel());
        return result;
    }

    /// <summary>The same of a joint product: joint [..., 2 * width], contiguous, a before gate; width a multiple of eight. To [..., width].</summary>
    public static Tensor GatedGelu(Tensor joint)
    {
        using var scope = NewDisposeScope();
        var width = joint.shape[^1] / 2;
        var result = empty([.. joint.shape[..^1], width], joint.dtype, joint.device);
        var kernel = KernelLibrary.Get("gated_gelu", "gated_gelu", joint.device.index, RowShape.Define("X", joint.dtype), RowShape.Define("WIDTH", width));
        kernel.Launch(((result.numel() / 8) + 255) / 256, 1, 256, joint, joint.narrow(-1, width, width), result, result.numel());
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Relative position bias with masked keys overwritten by the lowest number: one write of [b, heads, L, L].</summary>
    /// <param name="table">[buckets, heads], 16 bits.</param>
    /// <param name="buckets">[L, L] int64.</param>
    /// <param name="masked">[b, 1, 1, L] bool.</param>
    public static Tensor PositionBias(Tensor table, Tensor buckets, Tensor masked)
    {
        var (b, heads, length) = (masked.shape[0], table.shape[1], buckets.shape[0]);
        var result = empty([b, heads, length, length], table.dtype, table.device);
        var kernel = KernelLibrary.Get("position_bias", "position_bias", table.device.index, RowShape.Define("X", table.dtype));
        kernel.Launch(((length * length / 8) + 255) / 256, checked((int)(b * heads)), 256, table, buckets, masked, result, (int)heads, (int)length, (float)finfo(table.dtype).min);
        return result;
    }

    /// <summary>x [..., D] to e4m3 [..., D] and fp32 scales [rows, 1], one scale a row; with <paramref name="gelu"/> of gelu_tanh(x).</summary>
    public static (Tensor Values, Tensor Scales) Quantise(Tensor x, bool gelu)
    {
        var d = x.shape[^1];
        var threads = RowShape.Threads(d);
        var values = empty(x.shape, Runtime.Float8.E4M3FN, x.device);
        var scales = empty([x.numel() / d, 1], ScalarType.Float32, x.device);
        var kernel = KernelLibrary.Get(
            "quantise", "quantise", x.device.index,
            RowShape.Define("D", d), RowShape.Define("THREADS", threads), RowShape.Define("X", x.dtype), RowShape.Define("GELU", gelu ? 1 : 0));
        kernel.Launch(x.numel() / d, 1, threads, x, values, scales);
        return (values, scales);
    }

    /// <summary>GGUF blocks (uint8, contiguous) to <paramref name="shape"/> in <paramref name="output"/>; bit for bit ggml before the last rounding.</summary>
    /// <param name="ggmlType">ggml's type id.</param>
    public static Tensor Dequantise(Tensor blocks, int ggmlType, long[] shape, ScalarType output)
    {
        var result = empty(shape, output, blocks.device);
        var kernel = KernelLibrary.Get(
            "dequantise", "dequantise", blocks.device.index, RowShape.Define("TYPE", ggmlType), RowShape.Define("O", output));
        kernel.Launch(((result.numel() / 8) + 255) / 256, 1, 256, blocks, result, result.numel());
        return result;
    }
}
