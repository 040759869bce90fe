using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.Layers;

/// <summary>Nearest-neighbour enlargement and a 3x3 convolution. Source: diffusers models/upsampling.py Upsample2D.</summary>
internal sealed class Upsample2D(ParameterScope p, long channels) : IDisposable
{
    private readonly Conv2d conv = new(p["conv"], channels, channels, 3);

    /// <param name="x">[B, channels, H, W].</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="tap">Place of this block.</param>
    /// <returns>[B, channels, height, width].</returns>
    public Tensor Forward(Tensor x, long height, long width, Tap tap)
    {
        using var scope = NewDisposeScope();
        var large = F.interpolate(x, [height, width], mode: InterpolationMode.Nearest);
        return tap.Pass("out", conv.Forward(large)).MoveToOuterDisposeScope();
    }

    public void Dispose() => conv.Dispose();
}
