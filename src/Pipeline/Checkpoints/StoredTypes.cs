using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>Stored types and the torch dtypes that equal them.</summary>
public static class StoredTypes
{
    /// <summary>The torch dtype with the same bytes, or null for quantised block types and unsigned types torch lacks.</summary>
    public static ScalarType? TorchType(this StoredType type) => type switch
    {
        StoredType.F64 => ScalarType.Float64,
        StoredType.F32 => ScalarType.Float32,
        StoredType.F16 => ScalarType.Float16,
        StoredType.BF16 => ScalarType.BFloat16,
        StoredType.F8E4M3 => Float8.E4M3FN,
        StoredType.F8E5M2 => Float8.E5M2,
        StoredType.I64 => ScalarType.Int64,
        StoredType.I32 => ScalarType.Int32,
        StoredType.I16 => ScalarType.Int16,
        StoredType.I8 => ScalarType.Int8,
        StoredType.U8 => ScalarType.Byte,
        StoredType.Bool => ScalarType.Bool,
        StoredType.U16 => (ScalarType)27, // c10/core/ScalarType.h: UInt16, UInt32, UInt64
        StoredType.U32 => (ScalarType)28,
        StoredType.U64 => (ScalarType)29,
        _ => null,
    };

    /// <summary>The stored type of a torch dtype.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No container here stores it.</exception>
    public static StoredType Of(ScalarType dtype) => dtype switch
    {
        ScalarType.Float64 => StoredType.F64,
        ScalarType.Float32 => StoredType.F32,
        ScalarType.Float16 => StoredType.F16,
        ScalarType.BFloat16 => StoredType.BF16,
        Float8.E4M3FN => StoredType.F8E4M3,
        Float8.E5M2 => StoredType.F8E5M2,
        ScalarType.Int64 => StoredType.I64,
        ScalarType.Int32 => StoredType.I32,
        ScalarType.Int16 => StoredType.I16,
        ScalarType.Int8 => StoredType.I8,
        ScalarType.Byte => StoredType.U8,
        ScalarType.Bool => StoredType.Bool,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "no safetensors type for this dtype"),
    };

    /// <summary>Bytes of one element of a plain (unquantised) type.</summary>
    public static int ElementSize(this StoredType type) => type switch
    {
        StoredType.F64 or StoredType.I64 or StoredType.U64 => 8,
        StoredType.F32 or StoredType.I32 or StoredType.U32 => 4,
        StoredType.F16 or StoredType.BF16 or StoredType.I16 or StoredType.U16 => 2,
        StoredType.F8E4M3 or StoredType.F8E5M2 or StoredType.I8 or StoredType.U8 or StoredType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "a block type has no element size"),
    };
}
