using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>
/// The block formats that Wan files use, as torch operations on blocks [n, bytes]. Results are fp32 in element order, in any grouping.
/// Layouts are described with each format in the Formats folder.
/// </summary>
internal static class TorchFormats
{
    private static readonly Dictionary<StoredType, Func<Tensor, Tensor>> All = new()
    {
        [StoredType.Q4_0] = b => b.Half(0) * (b.Bytes(2, 16).Fields(4).Float() - 8),
        [StoredType.Q4_1] = b => b.Half(0) * b.Bytes(4, 16).Fields(4).Float() + b.Half(2),
        [StoredType.Q5_0] = b => b.Half(0) * (FiveBits(b.Bytes(2, 4), b.Bytes(6, 16)).Float() - 16),
        [StoredType.Q5_1] = b => b.Half(0) * FiveBits(b.Bytes(4, 4), b.Bytes(8, 16)).Float() + b.Half(2),
        [StoredType.Q8_0] = b => b.Half(0) * b.Bytes(2, 32).Signed().unsqueeze(1).Float(),
        [StoredType.Q2_K] = Q2K,
        [StoredType.Q3_K] = Q3K,
        [StoredType.Q4_K] = Q4K,
        [StoredType.Q5_K] = Q5K,
        [StoredType.Q6_K] = Q6K,
        [StoredType.IQ4_NL] = b => b.Half(0) * Codebook(b.Bytes(2, 16).Fields(4)),
        [StoredType.IQ4_XS] = Iq4Xs,
    };

    public static Func<Tensor, Tensor>? Find(StoredType type) => All.GetValueOrDefault(type);

    private static Tensor FiveBits(Tensor fifth, Tensor nibbles) =>
        nibbles.Fields(4).bitwise_or(fifth.BitsInOrder().view(-1, 2, 16).Left(4));                       // [n, 2, 16]

    private static Tensor Q2K(Tensor b)
    {
        var q = b.Bytes(16, 64).reshape(-1, 2, 32).Fields(2).reshape(-1, 16, 16);                        // [n, 16, 16]
        var scales = b.Bytes(0, 16).unsqueeze(2);                                                        // [n, 16, 1]
        return b.Half(80) * scales.Mask(15).Float() * q.Float() - b.Half(82) * scales.Right(4).Float();
    }

    private static Tensor Q3K(Tensor b)
    {
        var low = b.Bytes(32, 64).reshape(-1, 2, 32).Fields(2).reshape(-1, 16, 16);                      // [n, 16, 16]
        var high = b.Bytes(0, 32).Fields(1).reshape(-1, 16, 16);                                         // [n, 16, 16]
        var scales = b.Bytes(96, 8).Fields(4).flatten(1).bitwise_or(b.Bytes(104, 4).Fields(2).flatten(1).Left(4)); // [n, 16]
        return b.Half(108) * (scales.unsqueeze(2).Float() - 32) * (low.bitwise_or(high.Left(2)).Float() - 4);
    }

    private static Tensor Q4K(Tensor b)
    {
        var q = b.Bytes(16, 128).reshape(-1, 4, 32).Fields(4).reshape(-1, 8, 32);                        // [n, 8, 32]
        var (scales, least) = KScalesOf(b.Bytes(4, 12));
        return b.Half(0) * scales * q.Float() - b.Half(2) * least;
    }

    private static Tensor Q5K(Tensor b)
    {
        var nibbles = b.Bytes(48, 128).reshape(-1, 4, 32).Fields(4).reshape(-1, 8, 32);                  // [n, 8, 32]
        var fifth = b.Bytes(16, 32).Fields(1);                                                           // [n, 8, 32]
        var (scales, least) = KScalesOf(b.Bytes(4, 12));
        return b.Half(0) * scales * nibbles.bitwise_or(fifth.Left(4)).Float() - b.Half(2) * least;
    }

    private static Tensor Q6K(Tensor b)
    {
        var low = b.Bytes(0, 128).reshape(-1, 2, 64).Fields(4).reshape(-1, 16, 16);                      // [n, 16, 16]
        var high = b.Bytes(128, 64).reshape(-1, 2, 32).Fields(2).reshape(-1, 16, 16);                    // [n, 16, 16]
        var scales = b.Bytes(192, 16).Signed().unsqueeze(2).Float();                                     // [n, 16, 1]
        return b.Half(208) * scales * (low.bitwise_or(high.Left(4)).Float() - 32);
    }

    private static Tensor Iq4Xs(Tensor b)
    {
        var low = b.Bytes(4, 4).unsqueeze(2).Fields(4).flatten(1);                                       // [n, 8]: low nibble, high nibble of each byte
        var high = b.Bytes(2, 2).unsqueeze(2).Fields(2).flatten(1);                                      // [n, 8]
        var scales = low.bitwise_or(high.Left(4)).unsqueeze(2).Float() - 32;                             // [n, 8, 1]
        var values = Codebook(b.Bytes(8, 128).reshape(-1, 8, 16).Fields(4)).reshape(-1, 8, 32);          // [n, 8, 32]
        return b.Half(0) * scales * values;
    }

    /// <summary>Six-bit scales and mins of Q4_K and Q5_K, fp32 [n, 8, 1] each.</summary>
    private static (Tensor Scales, Tensor Least) KScalesOf(Tensor packed)
    {
        Tensor first = packed.narrow(1, 0, 4), second = packed.narrow(1, 4, 4), third = packed.narrow(1, 8, 4);
        var scales = cat([first.Mask(63), third.Mask(15).bitwise_or(first.Right(6).Left(4))], 1);
        var least = cat([second.Mask(63), third.Right(4).bitwise_or(second.Right(6).Left(4))], 1);
        return (scales.unsqueeze(2).Float(), least.unsqueeze(2).Float());
    }

    private static Tensor Codebook(Tensor nibbles)
    {
        var table = new float[16];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = Codebooks.Iq4[i];
        }

        using var values = tensor(table, ScalarType.Float32, nibbles.device);
        return values.index_select(0, nibbles.flatten().to(ScalarType.Int32)).reshape(nibbles.shape);
    }
}
