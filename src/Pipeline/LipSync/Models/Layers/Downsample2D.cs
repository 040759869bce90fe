using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.Layers;

/// <summary>
/// Halving 3x3 convolution. Padding 1 is symmetric (UNet); padding 0 stands for one zero column and row at the right and the bottom only (VAE encoder).
/// Source: diffusers models/downsampling.py Downsample2D.
/// </summary>
internal sealed class Downsample2D(ParameterScope p, long channels, long padding) : IDisposable
{
    private readonly Conv2d conv = new(p["conv"], channels, channels, 3, stride: 2, padding);

    /// <summary>[B, channels, H, W] to [B, channels, H/2, W/2].</summary>
    public Tensor Forward(Tensor x, Tap tap)
    {
        using var scope = NewDisposeScope();
        var padded = padding == 0 ? F.pad(x, (0, 1, 0, 1)) : x;
        return tap.Pass("out", conv.Forward(padded)).MoveToOuterDisposeScope();
    }

    public void Dispose() => conv.Dispose();
}
