using System.Text;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Parameters;

/// <summary>
/// Uniform numbers from a counter and a hash, in integer arithmetic only: the same values on every device, however many elements and in whatever chunks.
/// (A seeded CUDA generator gives other numbers on another GPU model.) The mixer is murmur3's 32-bit finaliser.
/// </summary>
public static class HashUniform
{
    /// <summary>Elements made at a time: 8 MB int64 temporaries stay in a CPU's cache, and a device's allocator has little to keep of them.</summary>
    private const long Chunk = 1 << 20;

    /// <summary>Fills <paramref name="target"/> (contiguous) with numbers in [low, high), each a multiple of 2^-24 of the range.</summary>
    public static void Fill(Tensor target, long seed, double low, double high)
    {
        using var guard = no_grad();
        var flat = target.view(-1);
        for (long start = 0; start < flat.shape[0]; start += Chunk)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(Chunk, flat.shape[0] - start);
            var x = arange(start, start + count, ScalarType.Int64, target.device);
            x.mul_(0x9E3779B1L).add_(seed & 0xffffffffL).bitwise_and_(0xffffffffL);
            Mix(x, 16, 0x85EBCA6BL);
            Mix(x, 13, 0xC2B2AE35L);
            x.bitwise_xor_(x.bitwise_right_shift(16));
            var u = x.bitwise_right_shift_(8).to(ScalarType.Float32).mul_(1.0 / (1 << 24)); // 24 bits: exact in fp32
            flat.narrow(0, start, count).copy_(u.mul_(high - low).add_(low));
        }
    }

    /// <summary>A seed for a named tensor (FNV-1a), so that its values do not depend on the order of construction.</summary>
    public static long SeedOf(string name, long seed)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ b) * 16777619u;
        }

        return hash ^ (seed * 0x9E3779B9L & 0xffffffffL);
    }

    private static void Mix(Tensor x, long shift, long factor)
    {
        using var scope = NewDisposeScope();
        x.bitwise_xor_(x.bitwise_right_shift(shift)).mul_(factor).bitwise_and_(0xffffffffL);
    }
}
