using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>Reads the packed fields of a block, sixteen at a time.</summary>
internal static class Packed
{
    /// <summary>The half-precision number at a byte offset, widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Half(ReadOnlySpan<byte> block, int at) => (float)BinaryPrimitives.ReadHalfLittleEndian(block[at..]);

    /// <summary>Sixteen bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Bytes(ReadOnlySpan<byte> block, int at) => Vector128.Create(block.Slice(at, 16));

    /// <summary>The low nibble of each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Low(Vector128<byte> bytes) => bytes & Vector128.Create((byte)15);

    /// <summary>The high nibble of each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> High(Vector128<byte> bytes) => Field(bytes, 4, 15);

    /// <summary>Each byte shifted right, then masked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Field(Vector128<byte> bytes, int shift, byte mask) =>
        Vector128.ShiftRightLogical(bytes.AsUInt16(), shift).AsByte() & Vector128.Create(mask);

    /// <summary>Each byte shifted left within itself; the caller's values leave room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Up(Vector128<byte> bytes, int shift) => Vector128.ShiftLeft(bytes.AsUInt16(), shift).AsByte();

    /// <summary>Bit j of <paramref name="bits"/> as byte j: 0xff or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Bits(ushort bits)
    {
        var selector = Vector128.Create(1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, (byte)128);
        var half = Vector128.Create(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, (byte)1);
        var repeated = Vector128.Shuffle(Vector128.Create(bits).AsByte(), half);
        return Vector128.Equals(repeated & selector, selector);
    }

    /// <summary>Bytes minus a constant, as signed numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Minus(this Vector128<byte> bytes, byte bias) => (bytes - Vector128.Create(bias)).AsSByte();

    /// <summary>Negates the bytes whose mask is 0xff.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Negate(Vector128<byte> bytes, Vector128<byte> mask) => ((bytes ^ mask) - mask).AsSByte();

    /// <summary>Entry q of a table of sixteen, for sixteen nibbles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Lookup(Vector128<sbyte> table, Vector128<byte> nibbles) => Vector128.Shuffle(table.AsByte(), nibbles).AsSByte();
}
