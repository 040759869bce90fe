using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Measuring;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.TinyModel;

/// <summary>Stores the block matrices of a seeded expert as a quantisation scheme has them. fp8 quantises the dense matrix; GGUF makes random blocks of the right spread.</summary>
public static class SeededFlavours
{
    /// <summary>What <see cref="SeededParameters"/> asks for each matrix; null for dense schemes.</summary>
    public static Func<string, Tensor, ILinearWeight>? Of(QuantScheme scheme, Fp8Options fp8)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        return scheme.Family switch
        {
            QuantFamily.Fp8 => (name, dense) => InBlock(name) ? Fp8(dense, fp8) : new DenseWeight(dense),
            QuantFamily.Gguf => Gguf(GgufMixture.Of(scheme)),
            _ => null,
        };
    }

    private static Func<string, Tensor, ILinearWeight> Gguf(GgufMixture mixture) => (name, dense) =>
    {
        var type = mixture.TypeOf(new StoredTensor(name + ".weight", StoredType.BF16, dense.shape, 2 * dense.numel()));
        if (!InBlock(name) || !type.IsBlock())
        {
            return new DenseWeight(dense);
        }

        using (dense)
        {
            return new GgufWeight(type, Blocks(type, name, dense), dense.shape[0], dense.shape[1]);
        }
    };

    /// <summary>Every bit of the codes from the seed, the scales as a trained layer would have them: encoding 14e9 dense elements would take minutes on the host.</summary>
    private static Tensor Blocks(StoredType type, string name, Tensor dense)
    {
        using var scope = NewDisposeScope();
        var (elements, size) = type.Block();
        var numbers = empty([dense.numel() / elements * size], ScalarType.Float32, dense.device);
        HashUniform.Fill(numbers, HashUniform.SeedOf(name, 7), 0, 256);
        return RandomBlocks.Scaled(type, numbers.to(ScalarType.Byte).view(-1, size), dense.shape[1]).reshape(-1).DetachFromDisposeScope();
    }

    private static Fp8Weight Fp8(Tensor dense, Fp8Options options)
    {
        using (dense)
        {
            var (codes, scale) = Fp8WeightQuantiser.Quantise(dense);
            return new(codes.DetachFromDisposeScope(), scale.DetachFromDisposeScope(), options);
        }
    }

    private static bool InBlock(string name) => name.StartsWith("blocks.", StringComparison.Ordinal);
}
