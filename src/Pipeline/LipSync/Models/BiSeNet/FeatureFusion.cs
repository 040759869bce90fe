using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.BiSeNet;

/// <summary>Source: face-parsing.PyTorch model.py FeatureFusionModule.</summary>
internal sealed class FeatureFusion(ParameterScope p, long width) : IDisposable
{
    private readonly ConvBnRelu convblk = new(p["convblk"], width, width, kernel: 1);
    private readonly Conv2d conv1 = new(p["conv1"], width, width / 4, 1, bias: false);
    private readonly Conv2d conv2 = new(p["conv2"], width / 4, width, 1, bias: false);

    /// <param name="spatial">Backbone features [B, width/2, H, W].</param>
    /// <param name="context">[B, width/2, H, W].</param>
    /// <returns>[B, width, H, W].</returns>
    public Tensor Forward(Tensor spatial, Tensor context)
    {
        using var scope = NewDisposeScope();
        var feature = convblk.Forward(cat([spatial, context], 1));
        var attention = feature.mean([2, 3], keepdim: true); // [B, width, 1, 1]
        attention = conv2.Forward(F.relu(conv1.Forward(attention))).sigmoid();
        return (feature * attention + feature).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        convblk.Dispose();
        conv1.Dispose();
        conv2.Dispose();
    }
}
