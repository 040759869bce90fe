using Workbench.Harness.Comparison;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels.Gguf;
using Workbench.Pipeline.Kernels.Gguf.Quantising;
using Workbench.Pipeline.Models.WanDit;
using static TorchSharp.torch;

namespace Workbench.Interactive;

/// <summary>What storing weights in fewer bits costs.</summary>
public static class Quantisation
{
    /// <summary>Relative error ||stored - weight|| / ||weight|| of one matrix in every type that can be written, best first.</summary>
    /// <param name="lab">The model; its experts must be dense.</param>
    /// <param name="key">State-dict key of a matrix of the high-noise expert.</param>
    public static IReadOnlyList<(string Type, double Error)> Errors(Lab lab, string key)
    {
        using var scope = NewDisposeScope();
        var linear = lab.Pipeline.Expert(Expert.High).Parameters.Linears[key[..^".weight".Length]];
        var weight = linear.Stored.Dense(ScalarType.Float32).cpu(); // [out, in]
        var types = BlockQuantiser.Types.Where(t => weight.shape[1] % t.Block().Elements == 0).Concat([StoredType.BF16, StoredType.F16]);
        return [.. types.Select(type => ($"{type}", TensorDifference.Between(Stored(weight, type), weight).RelativeError)).OrderBy(e => e.Item2)];
    }

    private static Tensor Stored(Tensor weight, StoredType type) => type switch
    {
        StoredType.BF16 => weight.to(ScalarType.BFloat16).to(ScalarType.Float32),
        StoredType.F16 => weight.to(ScalarType.Float16).to(ScalarType.Float32),
        _ => Dequantisers.Dequantise(type, tensor(BlockQuantiser.Encode(weight, type)), weight.shape, ScalarType.Float32),
    };
}
