using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels;

/// <summary>Something added to a linear layer's output without touching its weight.</summary>
public interface ILinearBranch
{
    /// <summary>y plus this branch of x.</summary>
    /// <param name="x">[..., inputs].</param>
    /// <param name="y">[..., outputs]; may be changed in place.</param>
    Tensor Add(Tensor x, Tensor y);
}
