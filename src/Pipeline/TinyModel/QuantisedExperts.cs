using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Gguf;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Hub.Models;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Kernels.Gguf.Quantising;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.TinyModel;

/// <summary>Adds the experts of a quantisation scheme to a model folder, made from its dense ones, in the layout and under the names of the published files.</summary>
public static class QuantisedExperts
{
    /// <summary>Writes both experts of a scheme, each whole or not at all; what is there stays. Nothing to do for dense schemes.</summary>
    /// <param name="folder">Folder in the layout of Wan-AI/Wan2.2-I2V-A14B.</param>
    /// <param name="scheme">The scheme.</param>
    /// <exception cref="CheckpointException">A dense expert is missing or malformed.</exception>
    public static void Add(string folder, QuantScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        if (scheme.Family == QuantFamily.None)
        {
            return;
        }

        var names = ExpertTemplate.For(scheme, ModelClass.Wan22MoeDistill)!;
        foreach (var (dense, name) in new[] { (ExpertTemplate.Official.High, names.High), (ExpertTemplate.Official.Low, names.Low) })
        {
            var path = Path.Combine([folder, .. name.Split('/')]);
            if (File.Exists(path))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var checkpoint = CheckpointFile.Open(Path.Combine(folder, dense));
            if (scheme.Family == QuantFamily.Gguf)
            {
                WriteGguf(checkpoint, path, GgufMixture.Of(scheme));
            }
            else
            {
                WriteFp8(checkpoint, path);
            }
        }
    }

    private static void WriteGguf(ICheckpoint checkpoint, string path, GgufMixture mixture)
    {
        var tensors = checkpoint.Tensors.Values.Select(t => Stored(t, mixture.TypeOf(t))).ToList();
        GgufWriter.Write(path, "wan", tensors, (stored, stream) =>
        {
            using var scope = NewDisposeScope();
            stream.Write(BlockQuantiser.Encode(StoredValues.Read(checkpoint, stored.Name, stored.Shape, ScalarType.Float32), stored.Type));
        });
    }

    private static StoredTensor Stored(StoredTensor dense, StoredType type)
    {
        var (elements, bytes) = type.Block();
        return new(dense.Name, type, dense.Shape, dense.Count / elements * bytes);
    }

    /// <summary>LightX2V's layout: X.weight float8_e4m3fn, X.weight_scale fp32 [out, 1] beside it, the rest bf16. Ties away from zero, as its converter rounds.</summary>
    private static void WriteFp8(ICheckpoint checkpoint, string path)
    {
        using var scope = NewDisposeScope();
        var tensors = new List<KeyValuePair<string, Tensor>>();
        foreach (var tensor in checkpoint.Tensors.Values)
        {
            var dense = StoredValues.Read(checkpoint, tensor.Name, tensor.Shape, ScalarType.BFloat16);
            if (!ExpertMatrices.IsQuantised(tensor))
            {
                tensors.Add(new(tensor.Name, dense));
                continue;
            }

            var (codes, scale) = Fp8WeightQuantiser.Quantise(dense, Fp8Rounding.TiesAway);
            tensors.Add(new(tensor.Name, codes));
            tensors.Add(new(tensor.Name + "_scale", scale));
        }

        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string> { ["origin"] = "quantised from " + Path.GetFileName(checkpoint.Path) });
    }
}
