using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Gguf;
using Workbench.Testing.Weights;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.Localising;

/// <summary>A copy of a model folder in which one weight file is another: what somebody sees who is handed a damaged checkpoint.</summary>
internal static class DoctoredModel
{
    /// <summary>Writes the folder; files that stay the same are links.</summary>
    /// <param name="source">The sound folder.</param>
    /// <param name="target">The new one.</param>
    /// <param name="file">File to change, relative to the folder.</param>
    /// <param name="write">Writes it, given the path of the sound one and its own.</param>
    public static void Write(string source, string target, string file, Action<string, string> write)
    {
        foreach (var path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(source, path);
            var copy = Path.Combine(target, name);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (name == file)
            {
                write(path, copy);
            }
            else
            {
                File.CreateSymbolicLink(copy, path);
            }
        }
    }

    /// <summary>Writes a checkpoint again with a fault in one of its weights.</summary>
    /// <returns>Whether any bit changed, and the first row (index of the second axis) that did.</returns>
    public static (bool Changed, long Row) Rewrite(string path, string copy, WeightFault fault)
    {
        using var scope = NewDisposeScope();
        using var sound = CheckpointFile.Open(path);
        using var faulty = new FaultyCheckpoint(CheckpointFile.Open(path), fault);
        var (before, after) = (sound.View(fault.Key), faulty.View(fault.Key));
        if (path.EndsWith(".gguf", StringComparison.Ordinal))
        {
            GgufWriter.Write(copy, "wan", [.. faulty.Tensors.Values], (stored, stream) =>
            {
                using var inner = NewDisposeScope();
                stream.Write(faulty.View(stored.Name).contiguous().bytes);
            });
        }
        else
        {
            SafetensorsWriter.Write(copy, faulty.Tensors.Keys.Select(key => KeyValuePair.Create(key, faulty.View(key).contiguous())), faulty.Metadata);
        }

        var differs = before.to(ScalarType.Float64).ne(after.to(ScalarType.Float64)).nonzero();
        return differs.shape[0] == 0 ? (false, 0) : (true, differs.shape[1] < 2 ? 0 : differs.select(1, 1).min().item<long>());
    }
}
