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

    /// <summary>The same without the layers whose output is still that of the chunk before.</summary>
    /// <param name="input">Makes the stack's input, where it is needed.</param>
    /// <param name="reach">Chunks before the present one that show in the input, and its frames.</param>
    /// <param name="cache">Histories; those of layers that are left out are what they would become.</param>
    /// <param name="steady">Of the run.</param>
    public Tensor Forward(Func<Tensor> input, (long Depth, long Frames) reach, FeatureCache cache, SteadyState steady)
    {
        var (start, keep) = (-1, -1); // the last layers of which this and the next chunk's output are known
        var (depth, frames) = reach;
        for (var i = 0; i < layers.Count; i++)
        {
            (var own, frames) = layers[i].Reach(frames);
            depth += own;
            start = steady.Holds(depth) ? i : start;
            keep = steady.WillHold(depth) ? i : keep;
        }

        var x = start >= 0 ? steady.Of(start) : null;
        start = x is null ? -1 : start;
        x ??= input();
        for (var i = start + 1; i < layers.Count; i++)
        {
            using var before = x;
            x = layers[i].Forward(before, cache, default);
            if (i == keep)
            {
                steady.Keep(i, x);
            }
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
