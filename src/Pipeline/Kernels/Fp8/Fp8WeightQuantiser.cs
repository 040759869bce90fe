using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Fp8;

/// <summary>How a quotient between two e4m3 numbers is rounded when it lies in the middle.</summary>
public enum Fp8Rounding
{
    /// <summary>To the even code, as every cast and every GPU does it.</summary>
    TiesToEven,

    /// <summary>Away from zero, as qtorch's float_quantize does it, with which LightX2V's converter made the published files.</summary>
    TiesAway,
}

/// <summary>
/// Quantises a weight to e4m3 with one scale per output channel. Source: LightX2V tools/convert/quant/quant.py, class QuantWeightFP8:
/// scale = max(max|w|, 1e-5) / 448, code = e4m3(clip(w / scale)).
/// </summary>
public static class Fp8WeightQuantiser
{
    /// <param name="weight">[outputs, inputs], any floating dtype; widened to fp32 first.</param>
    /// <param name="rounding">Ties to even, or as the published files were made.</param>
    /// <returns>Codes float8_e4m3fn [outputs, inputs] and scales fp32 [outputs, 1].</returns>
    public static (Tensor Codes, Tensor Scale) Quantise(Tensor weight, Fp8Rounding rounding = Fp8Rounding.TiesToEven)
    {
        ArgumentNullException.ThrowIfNull(weight);
        using var scope = NewDisposeScope();
        var w = weight.to(ScalarType.Float32);                                                   // [N, K]
        var scale = Fp8Codes.DivideByLargest(w.abs().amax([1], keepdim: true).clamp_min(1e-5));  // [N, 1]
        var quotient = (w / scale).clamp(-Fp8Codes.LargestE4M3, Fp8Codes.LargestE4M3);           // [N, K]
        var rounded = rounding == Fp8Rounding.TiesAway ? RoundAway(quotient) : quotient;
        return (rounded.to(Float8.E4M3FN).MoveToOuterDisposeScope(), scale.MoveToOuterDisposeScope());
    }

    /// <summary>Rounds fp32 to three mantissa bits, ties away from zero; below 2^-6 the step stays 2^-9. All of it is exact: steps are powers of two.</summary>
    private static Tensor RoundAway(Tensor x)
    {
        var magnitude = x.abs();
        var exponent = Aten.Call("aten::view", "dtype", magnitude, ScalarType.Int32).bitwise_right_shift(Integer(23, x)).clamp_min(127 - 6);
        var step = Aten.Call("aten::view", "dtype", (exponent - 3).bitwise_left_shift(Integer(23, x)), ScalarType.Float32);
        return (magnitude / step + 0.5).floor() * step * x.sign();
    }

    private static Tensor Integer(int value, Tensor like) => full([], value, ScalarType.Int32, like.device);
}
