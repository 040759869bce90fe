using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Parameters;

/// <summary>Parameters from an open checkpoint: every key must be asked for exactly as stored, and none may be left over.</summary>
public sealed class CheckpointParameters(ICheckpoint checkpoint, Device device) : IParameterSource
{
    private readonly HashSet<string> taken = [];

    public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        var stored = Find(name, shape);
        using var view = checkpoint.View(name);
        if (stored.Type.TorchType() is not { } disk)
        {
            throw new CheckpointException($"{checkpoint.Path}: {name} is stored as {stored.Type}, but this parameter must be unquantised.");
        }

        // A copy in every case: the view dies with the mapping, and parameters may be changed in place (LoRA).
        var target = disk.IsFloat() ? dtype : disk;
        return view.to(target, device, copy: true).DetachFromDisposeScope();
    }

    public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype)
    {
        var weight = LinearWeights.From(this, checkpoint, name, inputs, outputs, dtype, device);
        return new(name, weight, bias ? Take(name + ".bias", [outputs], dtype) : null);
    }

    /// <summary>Marks a key as used and checks its shape.</summary>
    /// <exception cref="CheckpointException">Missing (the three nearest names are given), or of another shape.</exception>
    public StoredTensor Find(string name, ReadOnlySpan<long> shape)
    {
        if (!checkpoint.Tensors.TryGetValue(name, out var stored))
        {
            var nearest = NearestNames.Of(name, checkpoint.Tensors.Keys);
            throw new CheckpointException($"{checkpoint.Path}: missing key {name} [{string.Join(",", shape.ToArray())}]. Nearest: {string.Join(", ", nearest)}.\nNext: workbench inspect {checkpoint.Path}");
        }

        if (!shape.SequenceEqual(stored.Shape))
        {
            throw new CheckpointException($"{checkpoint.Path}: {name} has shape [{string.Join(",", stored.Shape)}], expected [{string.Join(",", shape.ToArray())}].");
        }

        taken.Add(name);
        return stored;
    }

    /// <summary>Fails if the checkpoint holds keys that the network did not ask for.</summary>
    /// <exception cref="CheckpointException">Lists up to eight of them.</exception>
    public void RequireAllTaken()
    {
        var extra = checkpoint.Tensors.Keys.Where(key => !taken.Contains(key)).ToList();
        if (extra.Count > 0)
        {
            throw new CheckpointException(
                $"{checkpoint.Path}: {extra.Count} unexpected key(s): {string.Join(", ", extra.Take(8).Select(key => $"{key} (nearest: {NearestNames.Of(key, taken).FirstOrDefault() ?? "none"})"))}{(extra.Count > 8 ? ", ..." : "")}.");
        }
    }
}
