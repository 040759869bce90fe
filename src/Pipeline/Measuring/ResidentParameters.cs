using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>
/// Random parameters whose block matrices are stored in a scheme, made in it at once: no dense copy is ever held, so that peak memory is the
/// run's own. What lies outside the blocks stays dense, as in released files.
/// </summary>
/// <param name="scheme">Default, fp8-sgl or gguf-TYPE.</param>
/// <param name="device">Where the tensors live.</param>
/// <param name="fp8">How fp8 layers compute.</param>
public sealed class ResidentParameters(QuantScheme scheme, Device device, Fp8Options fp8) : IParameterSource
{
    /// <summary>Root mean square of the numbers behind uniformly random e4m3 codes up to exponent 14.</summary>
    private const double RandomCodes = 56;

    private readonly SeededParameters dense = new(1, device);

    public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype) => dense.Take(name, shape, dtype);

    public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype)
    {
        if (scheme.Family == QuantFamily.None || !name.StartsWith("blocks.", StringComparison.Ordinal))
        {
            return dense.TakeLinear(name, inputs, outputs, bias, dtype);
        }

        ILinearWeight weight = scheme.Family == QuantFamily.Fp8 ? Fp8(outputs, inputs) : Gguf(outputs, inputs);
        return new(name, weight, bias ? dense.Take(name + ".bias", [outputs], dtype) : null);
    }

    private GgufWeight Gguf(long outputs, long inputs)
    {
        var type = Enum.Parse<StoredType>(scheme.GgufType!);
        return new(type, RandomBlocks.Make(type, outputs, inputs, device).DetachFromDisposeScope(), outputs, inputs);
    }

    private Fp8Weight Fp8(long outputs, long inputs)
    {
        using var scope = NewDisposeScope();
        var codes = randint(0, 0x78, [outputs, inputs], ScalarType.Byte, device);               // positive, below 256: no NaN
        codes.add_(randint(0, 2, [outputs, inputs], ScalarType.Byte, device).mul_(0x80));      // signs
        var values = Aten.Call("aten::view", "dtype", codes, Float8.E4M3FN).DetachFromDisposeScope();
        var scale = full([outputs, 1], 1 / (RandomCodes * Math.Sqrt(inputs)), ScalarType.Float32, device).DetachFromDisposeScope();
        return new(values, scale, fp8);
    }
}
