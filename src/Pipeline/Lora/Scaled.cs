using static TorchSharp.torch;

namespace Workbench.Pipeline.Lora;

/// <summary>
/// A 16-bit tensor times a number as PyTorch multiplies them: the number in fp32, the product rounded once.
/// (TorchSharp's own operator rounds the number to the tensor's dtype first: 0.8 becomes 0.80078 in bf16.)
/// </summary>
internal static class Scaled
{
    /// <summary>factor * x in x's dtype; x itself may be changed and returned.</summary>
    public static Tensor By(double factor, Tensor x) => factor == 1 || x.dtype is ScalarType.Float32 or ScalarType.Float64
        ? factor == 1 ? x : x.mul_(factor)
        : x.to(ScalarType.Float32).mul_(factor).to(x.dtype);
}
