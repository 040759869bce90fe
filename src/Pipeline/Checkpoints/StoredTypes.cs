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
    public static int ElementSize(this StoredType type) => type.Block() is { Elements: 1 } block
        ? block.Bytes
        : throw new ArgumentOutOfRangeException(nameof(type), type, "a block type has no element size");

    /// <summary>Whether elements come in blocks with a common scale and need dequantising.</summary>
    public static bool IsBlock(this StoredType type) => type.Block().Elements > 1;

    /// <summary>Elements and bytes of the smallest unit of a type. Source: ggml/src/ggml-common.h, the block structures.</summary>
    public static (int Elements, int Bytes) Block(this StoredType type) => type switch
    {
        StoredType.F64 or StoredType.I64 or StoredType.U64 => (1, 8),
        StoredType.F32 or StoredType.I32 or StoredType.U32 => (1, 4),
        StoredType.F16 or StoredType.BF16 or StoredType.I16 or StoredType.U16 => (1, 2),
        StoredType.F8E4M3 or StoredType.F8E5M2 or StoredType.I8 or StoredType.U8 or StoredType.Bool => (1, 1),
        StoredType.Q1_0 => (128, 18),
        StoredType.Q2_0 => (64, 18),
        StoredType.Q4_0 => (32, 18),
        StoredType.Q4_1 => (32, 20),
        StoredType.Q5_0 => (32, 22),
        StoredType.Q5_1 => (32, 24),
        StoredType.Q8_0 => (32, 34),
        StoredType.Q2_K => (256, 84),
        StoredType.Q3_K => (256, 110),
        StoredType.Q4_K => (256, 144),
        StoredType.Q5_K => (256, 176),
        StoredType.Q6_K => (256, 210),
        StoredType.IQ1_S => (256, 50),
        StoredType.IQ1_M => (256, 56),
        StoredType.IQ2_XXS => (256, 66),
        StoredType.IQ2_XS => (256, 74),
        StoredType.IQ2_S => (256, 82),
        StoredType.IQ3_XXS => (256, 98),
        StoredType.IQ3_S => (256, 110),
        StoredType.IQ4_NL => (32, 18),
        StoredType.IQ4_XS => (256, 136),
        StoredType.TQ1_0 => (256, 54),
        StoredType.TQ2_0 => (256, 66),
        StoredType.MXFP4 => (32, 17),
        StoredType.NVFP4 => (64, 36),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown stored type"),
    };
}
