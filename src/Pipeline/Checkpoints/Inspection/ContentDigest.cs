using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Checkpoints.Inspection;

/// <summary>A cheap fingerprint of weights: names, types, and the first bytes of a few tensors spread over the file.</summary>
internal static class ContentDigest
{
    private const int Tensors = 16, BytesEach = 4096;

    public static string Of(ICheckpoint checkpoint)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var all = checkpoint.Tensors.Values.OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        foreach (var tensor in all)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(tensor.ToString()));
        }

        // Large tensors first: norms and biases of two experts may well be equal, matrices never are.
        foreach (var tensor in all.OrderByDescending(t => t.ByteLength).Take(4 * Tensors).Where((_, i) => i % 4 == 0))
        {
            hash.AppendData(FirstBytes(checkpoint, tensor.Name));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] FirstBytes(ICheckpoint checkpoint, string name)
    {
        using var scope = NewDisposeScope();
        var flat = checkpoint.View(name).flatten();
        var count = Math.Min(flat.numel(), BytesEach / flat.ElementSize);
        return count == 0 ? [] : flat.narrow(0, 0, count).contiguous().bytes.ToArray();
    }
}
