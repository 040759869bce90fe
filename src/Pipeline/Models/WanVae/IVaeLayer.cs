using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>One entry of upstream's <c>downsamples</c>, <c>middle</c> or <c>upsamples</c>.</summary>
internal interface IVaeLayer : IDisposable
{
    /// <summary>A chunk x [b, c, t, h, w] to a new tensor of the same rank in the caller's dispose scope; x is left alone.</summary>
    Tensor Forward(Tensor x, FeatureCache cache, Tap tap);

    /// <summary>
    /// How many chunks before a chunk of <paramref name="frames"/> frames still show in the output for it (histories are frames of earlier chunks),
    /// and how many frames that output has. Later chunks of a run; the first one is short and special.
    /// </summary>
    (long Depth, long Frames) Reach(long frames);
}
