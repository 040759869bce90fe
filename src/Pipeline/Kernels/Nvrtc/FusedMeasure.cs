using TorchSharp;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>
/// What a harness asks of a tensor at a tap, in two reads of it: statistics and digest in memory order, the sketch in its dealt order. Cost: 4 bytes of traffic
/// per bf16 element (the torch twins: 94), 0.7 GB or 0.25 ms at 3 TB/s for a 32,760 x 5,120 tensor.
/// The definitions of digest and sketch are the caller's; constants come as arguments.
/// </summary>
public static class FusedMeasure
{
    /// <summary>64-bit words of a digest block that a block of threads takes, 64 KB, and digest blocks (2 MB each) that it takes at a time.</summary>
    internal const int Chunk = 1 << 13, Ahead = 4;

    /// <summary>64-bit words of a digest block.</summary>
    private const int Block = 1 << 18;

    /// <summary>Fewest rows for which a class is cut into segments, and segments at most: 2,048 blocks fill any device.</summary>
    private const int RowsOfSegment = 256, MostSegments = 8;

    /// <summary>Whether the kernels can take a tensor: on CUDA, fp32, bf16 or fp16, dense, not empty, aligned to 16 bytes.</summary>
    public static bool Takes(Tensor x) =>
        x.device_type == DeviceType.CUDA && x.dtype is ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float16
        && x.numel() > 0 && x.is_contiguous() && Blob.Address(x) % 16 == 0 && KernelLibrary.Available;

    /// <summary>
    /// fp64 [5]: non-finite count, then min, max, sum and sum of squares of the finite elements; and int64 [1]: the multilinear hash of the 64-bit words and of their upper halves,
    /// block by block of 2^18 words, mixed with each block's place.
    /// </summary>
    /// <param name="x">A tensor that <see cref="Takes"/>.</param>
    /// <param name="multipliers">Counter stream of the hash's factors.</param>
    /// <param name="uppers">Counter stream of the factors of the words' upper halves.</param>
    /// <param name="places">Counter stream of the blocks' places.</param>
    public static (Tensor Numbers, Tensor Digest) Numbers(Tensor x, ulong multipliers, ulong uppers, ulong places)
    {
        using var scope = NewDisposeScope();
        var words = ((x.numel() * x.ElementSize) + 7) / 8;
        var (blocks, chunks) = ((words + Block - 1) / Block, (Math.Min(words, Block) + Chunk - 1) / Chunk);
        var groups = (blocks + Ahead - 1) / Ahead;
        var (numbers, hashes) = (empty([groups * chunks, 5], ScalarType.Float64, x.device), empty([groups * Ahead * chunks], ScalarType.Int64, x.device));
        var (result, digest) = (empty([5], ScalarType.Float64, x.device), empty([1], ScalarType.Int64, x.device));
        string[] defines = [.. Defines(x.dtype)];
        KernelLibrary.Get("tap_numbers", "tap_numbers", x.device.index, defines)
            .Launch(chunks, (int)groups, 256, x, numbers, hashes, x.numel(), unchecked((long)multipliers), unchecked((long)uppers));
        KernelLibrary.Get("tap_numbers", "tap_finish", x.device.index, defines)
            .Launch(1, 1, 256, numbers, hashes, result, digest, groups * chunks, chunks, blocks, unchecked((long)places));
        return (result.MoveToOuterDisposeScope(), digest.MoveToOuterDisposeScope());
    }

    /// <summary>Macros of the kernel of <see cref="Numbers"/>.</summary>
    internal static IEnumerable<string> Defines(ScalarType dtype) => [RowShape.Define("X", dtype), RowShape.Define("CHUNK", Chunk), RowShape.Define("AHEAD", Ahead)];

    /// <summary>The count sketch, fp64 [projections].</summary>
    /// <param name="x">A tensor that <see cref="Takes"/>.</param>
    /// <param name="order">int64 [rows of projections elements]: the row at each place.</param>
    /// <param name="offsets">int64 [projections]: rotation of each class.</param>
    /// <param name="projections">A multiple of 64.</param>
    /// <param name="signs">Counter stream of the signs.</param>
    public static Tensor Sketch(Tensor x, Tensor order, Tensor offsets, int projections, ulong signs)
    {
        using var scope = NewDisposeScope();
        var segments = (int)Math.Clamp(x.numel() / projections / projections / RowsOfSegment + 1, 1, MostSegments);
        var partial = empty([(long)segments * projections, projections], ScalarType.Float64, x.device);
        KernelLibrary.Get("tap_sketch", "tap_sketch", x.device.index, RowShape.Define("X", x.dtype), RowShape.Define("K", projections))
            .Launch(projections, segments, 256, x, order, offsets, partial, x.numel(), unchecked((long)signs));
        return partial.sum(0L).MoveToOuterDisposeScope();
    }
}
