using Workbench.Interactive.Plots;
using static TorchSharp.torch;

namespace Workbench.Interactive;

public static partial class Charts
{
    /// <summary>
    /// Power by spatial frequency, averaged over channels, frames and directions: noise is flat, pictures fall. Frequencies are in cycles per
    /// latent pixel, up to 0.5 (Nyquist).
    /// </summary>
    /// <param name="latents">[C, T, h, w] each, all of one height and width.</param>
    public static ChartView Spectrum(params IReadOnlyList<(string Name, Tensor Latent)> latents)
    {
        var figure = new FigureBuilder("Spatial power spectrum");
        foreach (var (name, latent) in latents)
        {
            var (frequency, power) = Radial(latent);
            figure.Trace("scatter", ("x", frequency), ("y", power), ("name", name), ("mode", "lines+markers"));
        }

        return figure.Axis("xaxis", "frequency (cycles per latent pixel)").Axis("yaxis", "power (squared latent units per mode)", ("type", "log"), ("exponentformat", "power")).Set("showlegend", true).Build();
    }

    /// <summary>Mean power in rings of equal width. White noise of variance 1 has power 1 everywhere.</summary>
    internal static (double[] Frequency, double[] Power) Radial(Tensor latent)
    {
        using var scope = NewDisposeScope();
        var planes = latent.detach().to(ScalarType.Float32).cpu().flatten(0, -3); // [N, h, w]
        var (h, w) = (planes.shape[1], planes.shape[2]);
        var power = Numbers.Rows(fft.fft2(planes).abs().square().mean([0L]).div(h * w)); // [h, w]
        var rings = (int)Math.Max(2, Math.Min(h, w) / 2);
        var (sum, count) = (new double[rings], new int[rings]);
        for (var y = 0; y < h; y++)
        {
            for (var x = 0; x < w; x++)
            {
                var radius = double.Hypot((double)Math.Min(y, h - y) / h, (double)Math.Min(x, w - x) / w);
                if (radius > 0 && radius <= 0.5)
                {
                    var ring = Math.Min(rings - 1, (int)(radius * 2 * rings));
                    sum[ring] += power[y][x];
                    count[ring]++;
                }
            }
        }

        var used = Enumerable.Range(0, rings).Where(r => count[r] > 0).ToList();
        return ([.. used.Select(r => (r + 0.5) / (2 * rings))], [.. used.Select(r => sum[r] / count[r])]);
    }
}
