using Workbench.Pipeline.Checkpoints.Gguf;
using Workbench.Pipeline.Checkpoints.Layouts;
using Workbench.Pipeline.Checkpoints.TorchPickle;

namespace Workbench.Pipeline.Checkpoints.Inspection;

/// <summary>Says what a checkpoint is without loading it: headers are read, and a few kilobytes for the digest.</summary>
public static class CheckpointInspector
{
    /// <param name="path">File or folder.</param>
    /// <param name="expected">State dict of the network it should fit (see <see cref="Parameters.MetaParameters"/>), or null.</param>
    /// <exception cref="CheckpointException">It cannot be opened; the message is the diagnosis.</exception>
    public static CheckpointReport Inspect(string path, IReadOnlyList<(string Name, long[] Shape)>? expected = null)
    {
        var file = CheckpointFile.Open(path);
        var format = FormatOf(file);
        var layout = KeyLayouts.Detect(file);
        using var checkpoint = KeyLayouts.ToUpstream(file);
        var model = ModelRecogniser.Recognise(checkpoint.Tensors);
        var named = ExpertNames.Of(path);
        return new()
        {
            Path = path,
            Format = format,
            Layout = layout,
            Model = model,
            TensorCount = checkpoint.Tensors.Count,
            ParameterCount = checkpoint.Tensors.Values.Sum(t => t.Count),
            StoredBytes = checkpoint.Tensors.Values.Sum(t => t.ByteLength),
            Types = TypeCount.Of(checkpoint.Tensors.Values),
            Metadata = checkpoint.Metadata,
            Dropped = checkpoint is RenamedCheckpoint renamed ? renamed.Dropped : [],
            Memory = MemoryPlan.Of(checkpoint.Tensors.Values, computeBytes: 2),
            Difference = expected is null ? null : StateDictDifference.Between(checkpoint.Tensors, expected),
            NamedExpert = named,
            Digest = ContentDigest.Of(checkpoint),
            Warnings = CheckpointWarnings.Of(checkpoint, model, path),
        };
    }

    private static CheckpointFormat FormatOf(ICheckpoint file) => file switch
    {
        GgufFile => CheckpointFormat.Gguf,
        TorchFile => CheckpointFormat.TorchPickle,
        ShardedCheckpoint => CheckpointFormat.ShardedSafetensors,
        _ => CheckpointFormat.Safetensors,
    };
}
