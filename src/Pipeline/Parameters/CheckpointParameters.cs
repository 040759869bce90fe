using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Fp8;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Parameters;

/// <summary>Parameters from an open checkpoint: every key must be asked for exactly as stored, and none may be left over.</summary>
/// <param name="checkpoint">Open while this object is used; parameters outlive it.</param>
/// <param name="device">Where parameters go.</param>
/// <param name="fp8">How fp8 layers compute; the default is upstream's.</param>
public sealed class CheckpointParameters(ICheckpoint checkpoint, Device device, Fp8Options? fp8 = null) : IParameterSource
{
    private readonly HashSet<string> taken = [];

    public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        // Never a plain view: that dies with the mapping, and parameters may be changed in place (LoRA).
        return KeptValues.Read(checkpoint, Find(name, shape), shape, dtype, device);
    }

    public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype)
    {
        var weight = LinearWeights.From(this, checkpoint, name, inputs, outputs, dtype, device, fp8 ?? new());
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

        if (!stored.Fits(shape))
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
