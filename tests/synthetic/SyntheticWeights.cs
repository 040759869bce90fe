using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Synthetic;

/// <summary>Random weights and inputs by seed.</summary>
public static class SyntheticWeights
{
    public const int Width = 32, Tokens = 12, Blocks = 3;

    /// <summary>Writes the weights of all three stages.</summary>
    public static void Write(string path, ulong seed = 1)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed, CPU);
        var tensors = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var stage in (string[])[SyntheticHost.Encode, SyntheticHost.Mix])
        {
            for (var i = 0; i < Blocks; i++)
            {
                foreach (var name in (string[])["q", "k", "v", "o"])
                {
                    tensors[$"{stage}.{i}.{name}.weight"] = randn([Width, Width], generator: generator) / Math.Sqrt(Width);
                }

                tensors[$"{stage}.{i}.norm.weight"] = 1 + (0.1 * randn([Width], generator: generator));
            }
        }

        tensors[$"{SyntheticHost.Decode}.conv.weight"] = randn([Width, Width, 3, 3], generator: generator) / Math.Sqrt(Width * 9);
        tensors[$"{SyntheticHost.Decode}.out.weight"] = randn([3, Width, 1, 1], generator: generator) / Math.Sqrt(Width);
        SafetensorsWriter.Write(path, tensors);
    }

    /// <summary>The pipeline's input, [tokens, width].</summary>
    public static Tensor Input(ulong seed = 2)
    {
        using var generator = new Generator(seed, CPU);
        return randn([Tokens, Width], generator: generator);
    }
}
