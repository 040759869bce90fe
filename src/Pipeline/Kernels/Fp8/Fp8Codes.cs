using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Fp8;

/// <summary>Casts to the 8-bit float types that do not depend on the libtorch in use.</summary>
public static class Fp8Codes
{
    /// <summary>Largest finite float8_e4m3fn.</summary>
    public const float LargestE4M3 = 448;

    /// <summary>Largest finite float8_e5m2.</summary>
    public const float LargestE5M2 = 57344;

    /// <summary>
    /// Rounds to nearest even and saturates: overflow and infinity become the largest finite value, NaN stays NaN. (The plain cast to e4m3fn
    /// gives NaN above 464 up to libtorch 2.11, and saturates from 2.12 on: clamping first is right in both.)
    /// </summary>
    /// <param name="x">Any floating tensor.</param>
    /// <param name="type"><see cref="Float8.E4M3FN"/> or <see cref="Float8.E5M2"/>.</param>
    public static Tensor Saturate(Tensor x, ScalarType type)
    {
        ArgumentNullException.ThrowIfNull(x);
        var largest = type == Float8.E4M3FN ? LargestE4M3 : LargestE5M2;
        using var clamped = x.clamp(-largest, largest);
        return clamped.to(type);
    }

    /// <summary>x / 448, correctly rounded on every device: by a tensor, as torch on CUDA turns division by a number into a product with its rounded reciprocal.</summary>
    internal static Tensor DivideByLargest(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.div(full([], LargestE4M3, x.dtype, x.device)).MoveToOuterDisposeScope();
    }

    /// <summary>The raw codes of a float8 tensor, uint8, sharing its memory.</summary>
    public static Tensor Bits(Tensor codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return Aten.Call("aten::view", "dtype", codes, ScalarType.Byte);
    }
}
