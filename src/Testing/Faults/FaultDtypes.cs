using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Testing.Faults;

/// <summary>Dtypes that get mixed up, and how their bits lie.</summary>
internal static class FaultDtypes
{
    /// <summary>The dtype a value is wrongly given.</summary>
    public static ScalarType Narrower(ScalarType dtype) => dtype switch
    {
        ScalarType.Float64 => ScalarType.Float32,
        ScalarType.Float32 => ScalarType.BFloat16,
        ScalarType.BFloat16 => Float8.E4M3FN,
        ScalarType.Float16 => ScalarType.BFloat16,
        ScalarType.Int64 => ScalarType.Int32,
        _ => ScalarType.Float32,
    };

    /// <summary>Integer type of the same width, sign bit, and the exponent bit worth 2^16 (fp64, fp32, bf16) or 2^4 (fp16, float8).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a floating type.</exception>
    public static (ScalarType Integer, long Sign, long Exponent) Bits(ScalarType dtype) => dtype switch
    {
        ScalarType.Float64 => (ScalarType.Int64, long.MinValue, 1L << 56),
        ScalarType.Float32 => (ScalarType.Int32, int.MinValue, 1 << 27),
        ScalarType.BFloat16 => (ScalarType.Int16, short.MinValue, 1 << 11),
        ScalarType.Float16 => (ScalarType.Int16, short.MinValue, 1 << 12),
        Float8.E4M3FN => (ScalarType.Byte, 0x80, 1 << 5),
        Float8.E5M2 => (ScalarType.Byte, 0x80, 1 << 4),
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "bit faults need a floating dtype"),
    };
}
