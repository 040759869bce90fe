using System.Globalization;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>Layers in a row (nn.Sequential). Each layer's input is freed as soon as the next one has its output.</summary>
internal sealed class LayerStack(string name, IReadOnlyList<IVaeLayer> layers) : IDisposable
{
    // Built once, so that a run with listeners formats no names per chunk and one without formats none at all.
    private readonly string[] names = [.. layers.Select((_, i) => $"{name}.{i.ToString("00", CultureInfo.InvariantCulture)}")];

    /// <summary>x is left alone; the result joins the current dispose scope.</summary>
    public Tensor Forward(Tensor x, FeatureCache cache, Tap tap)
    {
        for (var i = 0; i < layers.Count; i++)
        {
            var y = tap.Pass(names[i], layers[i].Forward(x, cache, tap[names[i]]));
            if (i > 0)
            {
                x.Dispose();
            }

            x = y;
        }

        return x;
    }

    public void Dispose()
    {
        foreach (var layer in layers)
        {
            layer.Dispose();
        }
    }
}
