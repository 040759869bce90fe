using Workbench.Pipeline.Checkpoints.Gguf;
using Workbench.Pipeline.Checkpoints.TorchPickle;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>Opens any weight file, or folder of shards, by what it contains.</summary>
public static class CheckpointFile
{
    private const int HeadLength = 512;

    /// <summary>
    /// Opens safetensors (single, sharded by an index, or a folder), GGUF, or a PyTorch zip. Only headers are read and checked;
    /// tensors stay in the mapped file. Nothing in a file is ever executed.
    /// </summary>
    /// <exception cref="CheckpointException">Missing, malformed or hostile, or something else altogether; the message names the file and the defect.</exception>
    public static ICheckpoint Open(string path)
    {
        if (Directory.Exists(path))
        {
            return ShardedCheckpoint.OpenFolder(path);
        }

        if (!File.Exists(path))
        {
            throw new CheckpointException($"{path}: no such file or folder.");
        }

        var head = Head(path);
        var (kind, meaning) = FileSignature.Of(head);
        return kind switch
        {
            FileSignature.Kind.Safetensors => SafetensorsFile.Open(path),
            FileSignature.Kind.Gguf => GgufFile.Open(path),
            FileSignature.Kind.Zip => TorchFile.Open(path),
            FileSignature.Kind.ShardIndex when path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => ShardedCheckpoint.OpenIndex(path),
            FileSignature.Kind.Foreign => throw new CheckpointException($"{path} {meaning}"),
            _ => OpenByName(path, head),
        };
    }

    /// <summary>As the other overload, and checks that a file which declares its architecture (GGUF does) declares this one.</summary>
    /// <param name="path">File or folder.</param>
    /// <param name="architecture">GGUF's <c>general.architecture</c>, such as <c>wan</c> or <c>t5encoder</c>.</param>
    /// <exception cref="CheckpointException">As the other overload, or another architecture.</exception>
    public static ICheckpoint Open(string path, string architecture)
    {
        var checkpoint = Open(path);
        if (checkpoint is not GgufFile gguf || gguf.Architecture == architecture)
        {
            return checkpoint;
        }

        checkpoint.Dispose();
        throw new CheckpointException($"{path}: holds a model of architecture {(gguf.Architecture is { } other ? Quoted.Text(other) : "(none given)")}, expected '{architecture}'.");
    }

    /// <summary>The content tells nothing (empty, damaged at the start): the reader that the name asks for says best what is wrong.</summary>
    private static ICheckpoint OpenByName(string path, byte[] head) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".SAFETENSORS" => SafetensorsFile.Open(path),
        ".GGUF" => GgufFile.Open(path),
        ".PTH" or ".PT" or ".BIN" or ".CKPT" => TorchFile.Open(path),
        _ => throw new CheckpointException($"{path}: not a checkpoint: neither safetensors, GGUF, a PyTorch zip nor a shard index; it begins with {Quoted.Bytes(head.AsSpan(0, Math.Min(8, head.Length)))}."),
    };

    private static byte[] Head(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var head = new byte[Math.Min(HeadLength, stream.Length)];
            stream.ReadExactly(head);
            return head;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CheckpointException($"{path}: cannot open: {e.Message}", e);
        }
    }
}
