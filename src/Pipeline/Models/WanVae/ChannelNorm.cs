using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>
/// x / max(||x||, 1e-12) * sqrt(C) * gamma over the channels of each position, in the tensor's own dtype.
/// Source: RMS_norm in vae2_1.py (F.normalize), operation by operation, so that 16-bit roundings fall where upstream's do.
/// </summary>
internal sealed class ChannelNorm : IDisposable
{
    private readonly Tensor gamma;
    private readonly double scale;

    /// <param name="parameters">Holds <c>gamma</c> [C, 1, ...].</param>
    /// <param name="channels">C.</param>
    /// <param name="positionAxes">Axes after the channels: 3 for video, 2 for single frames.</param>
    public ChannelNorm(ParameterScope parameters, long channels, int positionAxes)
    {
        gamma = parameters.Tensor("gamma", [channels, .. Enumerable.Repeat(1L, positionAxes)]);
        scale = Math.Sqrt(channels);
    }

    /// <summary>[C, 1, ...].</summary>
    public Tensor Gamma => gamma;

    /// <summary>x [b, C, ...] to the same shape. One copy of x is made; the rest happens in place.</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var length = x.norm(1, keepdim: true, p: 2).clamp_min(1e-12); // [b, 1, ...]
        return x.div(length).mul_(scale).mul_(gamma).MoveToOuterDisposeScope();
    }

    public void Dispose() => gamma.Dispose();
}
