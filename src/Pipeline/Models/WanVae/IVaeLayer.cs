using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>One entry of upstream's <c>downsamples</c>, <c>middle</c> or <c>upsamples</c>.</summary>
internal interface IVaeLayer : IDisposable
{
    /// <summary>A chunk x [b, c, t, h, w] to a new tensor of the same rank in the caller's dispose scope; x is left alone.</summary>
    Tensor Forward(Tensor x, FeatureCache cache, Tap tap);
}
