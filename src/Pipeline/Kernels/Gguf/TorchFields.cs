using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>Reads packed fields of blocks [n, bytes] with torch operations.</summary>
internal static class TorchFields
{
    /// <summary>Bytes from <paramref name="at"/> on: [n, count].</summary>
    public static Tensor Bytes(this Tensor blocks, long at, long count) => blocks.narrow(1, at, count);

    /// <summary>Half-precision numbers at a byte offset, widened: [n, 1, 1].</summary>
    public static Tensor Half(this Tensor blocks, long at) =>
        Aten.Call("aten::view", "dtype", blocks.narrow(1, at, 2).contiguous(), ScalarType.Float16).to(ScalarType.Float32).unsqueeze(2);

    /// <summary>The bytes as signed numbers.</summary>
    public static Tensor Signed(this Tensor bytes) => Aten.Call("aten::view", "dtype", bytes.contiguous(), ScalarType.Int8);

    /// <summary>All fields of <paramref name="bits"/> bits of bytes [..., k], field number before byte: [..., 8 / bits, k].</summary>
    public static Tensor Fields(this Tensor bytes, int bits)
    {
        var shifts = arange(0, 8, bits, ScalarType.Byte, bytes.device).unsqueeze(1);
        return bytes.unsqueeze(-2).bitwise_right_shift(shifts).Mask((1 << bits) - 1);
    }

    /// <summary>The bits of bytes [n, k] in order of their weight: [n, 8 * k].</summary>
    public static Tensor BitsInOrder(this Tensor bytes) =>
        bytes.unsqueeze(-1).bitwise_right_shift(arange(0, 8, 1, ScalarType.Byte, bytes.device)).Mask(1).flatten(1);

    public static Tensor Mask(this Tensor bytes, int mask) => bytes.bitwise_and(Number(mask, bytes));

    public static Tensor Right(this Tensor bytes, int shift) => bytes.bitwise_right_shift(Number(shift, bytes));

    public static Tensor Left(this Tensor bytes, int shift) => bytes.bitwise_left_shift(Number(shift, bytes));

    /// <summary>fp32 of small integers.</summary>
    public static Tensor Float(this Tensor q) => q.to(ScalarType.Float32);

    private static Tensor Number(int value, Tensor like) => full([], value, ScalarType.Byte, like.device);
}
