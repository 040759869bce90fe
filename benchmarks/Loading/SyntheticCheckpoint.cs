using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Gguf;
using static TorchSharp.torch;

namespace Workbench.Benchmarks.Loading;

/// <summary>Weight files of any size with matrices as Wan's feed-forward layers have them, for measuring loads.</summary>
internal static class SyntheticCheckpoint
{
    private const long Rows = 13824, Columns = 5120;

    /// <summary>bf16 matrices in safetensors, about <paramref name="bytes"/> in all.</summary>
    public static void WriteSafetensors(string path, long bytes)
    {
        using var scope = NewDisposeScope();
        var matrix = randn([Rows, Columns], ScalarType.BFloat16);
        SafetensorsWriter.Write(path, Enumerable.Range(0, Count(bytes, Rows * Columns * 2)).Select(i => KeyValuePair.Create($"blocks.{i}.ffn.0.weight", matrix)));
    }

    /// <summary>Quantised matrices in GGUF, about <paramref name="bytes"/> in all.</summary>
    public static void WriteGguf(string path, StoredType type, long bytes)
    {
        var (block, size) = type.Block();
        var length = Rows * Columns / block * size;
        var content = new byte[length];
        new Random(1).NextBytes(content);
        StoredTensor[] tensors = [.. Enumerable.Range(0, Count(bytes, length)).Select(i => new StoredTensor($"blocks.{i}.ffn.0.weight", type, [Rows, Columns], length))];
        GgufWriter.Write(path, "wan", tensors, (_, stream) => stream.Write(content));
    }

    private static int Count(long bytes, long each) => (int)Math.Max(1, (bytes + each / 2) / each);
}
