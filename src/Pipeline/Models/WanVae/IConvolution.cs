using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>A convolution with its parameters prepared for one implementation. Owns them.</summary>
public interface IConvolution : IDisposable
{
    /// <summary>
    /// [b, c, t, h, w] (3-D) or [n, c, h, w] (2-D), in any memory format, to the same rank in any memory format.
    /// The result joins the current dispose scope.
    /// </summary>
    Tensor Forward(Tensor x);

    /// <summary>The same without the bias, for a consumer that adds it in a pass it makes anyway: libtorch adds it in one of its own.</summary>
    Tensor ForwardBare(Tensor x);

    /// <summary>[out].</summary>
    Tensor Bias { get; }
}
