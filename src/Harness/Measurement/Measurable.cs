using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Harness.Measurement;

/// <summary>Tensors in a dtype that arithmetic is defined for.</summary>
internal static class Measurable
{
    /// <summary>The elements in row-major order as [n]: floats as they are (float8 widened to fp32), everything else as fp64. Exact in each case up to 2^53.</summary>
    public static Tensor Flat(Tensor tensor)
    {
        var flat = tensor.detach().reshape(-1);
        return flat.dtype switch
        {
            ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64 => flat,
            Float8.E4M3FN or Float8.E5M2 => flat.to(ScalarType.Float32),
            _ => flat.to(ScalarType.Float64),
        };
    }
}
