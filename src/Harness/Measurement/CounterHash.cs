using static TorchSharp.torch;

namespace Workbench.Harness.Measurement;

/// <summary>
/// Random 64-bit words by counter: word i of stream s is a hash of (s, i) alone, the same on every device and in any order, so that
/// nothing random ever needs to be stored. Hash: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
/// </summary>
public static class CounterHash
{
    private const ulong Golden = 0x9e3779b97f4a7c15, First = 0xbf58476d1ce4e5b9, Second = 0x94d049bb133111eb;

    /// <summary>Word <paramref name="index"/> of stream <paramref name="stream"/>.</summary>
    public static ulong Word(ulong stream, long index) => unchecked(Mix(stream + ((ulong)index * Golden)));

    /// <summary>Derives an independent stream.</summary>
    public static ulong Stream(ulong seed, ulong purpose) => Mix(seed ^ Mix(purpose + Golden));

    /// <summary>Words [start, start + count) of a stream as int64 [count] on a device. Cost: 13 passes over 8 bytes a word.</summary>
    public static Tensor Words(ulong stream, long start, long count, Device device)
    {
        using var scope = NewDisposeScope();
        // int64 arithmetic wraps in torch as it does here.
        var z = arange(start, start + count, ScalarType.Int64, device).mul_(unchecked((long)Golden)).add_(unchecked((long)stream));
        ShiftXor(z, 30);
        z.mul_(unchecked((long)First));
        ShiftXor(z, 27);
        z.mul_(unchecked((long)Second));
        ShiftXor(z, 31);
        return z.MoveToOuterDisposeScope();
    }

    /// <summary>z ^= z >>> bits. torch shifts arithmetically, so the sign's copies are masked away.</summary>
    private static void ShiftXor(Tensor z, int bits)
    {
        // Filled on the device: a copy from the host would cost more than the operation.
        using var shift = full(1, bits, ScalarType.Int64, z.device);
        using var mask = full(1, (1L << (64 - bits)) - 1, ScalarType.Int64, z.device);
        using var shifted = z.bitwise_right_shift(shift);
        z.bitwise_xor_(shifted.bitwise_and_(mask));
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * First;
        z = (z ^ (z >> 27)) * Second;
        return z ^ (z >> 31);
    }
}
