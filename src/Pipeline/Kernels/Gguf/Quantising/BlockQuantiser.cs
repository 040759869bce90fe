using System.Runtime.InteropServices;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>
/// Quantises tensors to GGUF types: for small models and tests, whose files must hold real values. Files for use are better made by llama.cpp, which searches
/// for the best scales; the format is the same. Cost: a few dozen operations an element on one thread, some 50 MB/s.
/// </summary>
public static class BlockQuantiser
{
    private delegate void Quantise(ReadOnlySpan<float> x, Span<byte> block);

    private static readonly Dictionary<StoredType, Quantise> All = new()
    {
        [StoredType.Q4_0] = Q4_0Quantiser.Quantise,
        [StoredType.Q4_1] = Q4_1Quantiser.Quantise,
        [StoredType.Q5_0] = Q5_0Quantiser.Quantise,
        [StoredType.Q5_1] = Q5_1Quantiser.Quantise,
        [StoredType.Q8_0] = Q8_0Quantiser.Quantise,
        [StoredType.Q2_K] = Q2_KQuantiser.Quantise,
        [StoredType.Q3_K] = Q3_KQuantiser.Quantise,
        [StoredType.Q4_K] = Q4_KQuantiser.Quantise,
        [StoredType.Q5_K] = Q5_KQuantiser.Quantise,
        [StoredType.Q6_K] = Q6_KQuantiser.Quantise,
        [StoredType.IQ4_NL] = IQ4_NLQuantiser.Quantise,
        [StoredType.IQ4_XS] = IQ4_XSQuantiser.Quantise,
    };

    /// <summary>The block types that can be written.</summary>
    public static IReadOnlyCollection<StoredType> Types => All.Keys;

    /// <summary>The bytes of a tensor in a type: a block type above, or F32, F16, BF16.</summary>
    /// <param name="tensor">Any floating dtype and device; the last dimension must be a multiple of the block.</param>
    /// <param name="type">The type to store.</param>
    /// <exception cref="ArgumentException">The type cannot be written, or the last dimension does not divide.</exception>
    public static byte[] Encode(Tensor tensor, StoredType type)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using var scope = NewDisposeScope();
        if (type is StoredType.F32 or StoredType.F16 or StoredType.BF16)
        {
            return [.. tensor.to(type.TorchType()!.Value).cpu().contiguous().bytes];
        }

        var (elements, size) = type.Block();
        if (!All.TryGetValue(type, out var quantise) || tensor.shape[^1] % elements != 0)
        {
            throw new ArgumentException($"a tensor [{string.Join(",", tensor.shape)}] cannot be stored as {type}: expected one of {string.Join(", ", All.Keys)}, and rows of whole blocks of {elements}.");
        }

        var values = MemoryMarshal.Cast<byte, float>(tensor.to(ScalarType.Float32).cpu().contiguous().bytes);
        var bytes = new byte[values.Length / elements * size];
        for (var i = 0; i < values.Length / elements; i++)
        {
            quantise(values.Slice(i * elements, elements), bytes.AsSpan(i * size, size));
        }

        return bytes;
    }
}
