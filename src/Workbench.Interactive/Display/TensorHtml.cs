using System.Globalization;
using System.Text;
using Workbench.Harness.Measurement;
using static TorchSharp.torch;

namespace Workbench.Interactive.Display;

/// <summary>What a tensor is, never all that it holds: shape, dtype, device, statistics, a histogram and a heat map of its first plane.</summary>
internal static class TensorHtml
{
    private const int Bins = 40;

    public static string Line(Tensor tensor) => $"{tensor.dtype}[{string.Join(", ", tensor.shape)}] on {tensor.device}";

    public static string Of(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var head = $"<b>{Html.Text(Line(tensor))}</b>, {Html.Number(tensor.numel())} elements";
        if (tensor.numel() == 0 || tensor.is_complex())
        {
            return $"<div style=\"font-size:13px\">{head}</div>";
        }

        var s = TensorStatistics.Of(tensor);
        var table = Html.Table(
            ["mean", "std", "min", "1 %", "median", "99 %", "max", "norm", "not finite"],
            [[.. new[] { s.Mean, s.Std, s.Min, s.Quantiles[0], s.Quantiles[3], s.Quantiles[^1], s.Max, s.Norm }.Select(Html.Number), s.NonFinite == 0 ? "0" : Html.Mark(s.NonFinite.ToString(CultureInfo.InvariantCulture), false)]]);
        return $"<div style=\"font-size:13px\">{head}{table}<div style=\"display:flex;gap:24px;align-items:end\">{Bars(tensor)}{Plane(tensor)}</div></div>";
    }

    private static string Plane(Tensor tensor)
    {
        if (tensor.dim() < 2 || tensor.shape[^1] < 2 || tensor.shape[^2] < 2)
        {
            return "";
        }

        var plane = tensor.detach();
        while (plane.dim() > 2)
        {
            plane = plane.select(0, 0);
        }

        var width = (int)Math.Clamp(96.0 * plane.shape[1] / plane.shape[0], 48, 288);
        return $"<div>{Html.Picture(Pictures.HeatMap(plane), width, "heat map", pixelated: true)}<div style=\"color:#666\">first plane, {plane.shape[0]}x{plane.shape[1]}; blue below 0, red above</div></div>";
    }

    /// <summary>A histogram of a sample of at most 65,536 elements as an SVG of its own.</summary>
    private static string Bars(Tensor tensor)
    {
        var flat = tensor.detach().reshape(-1);
        var step = Math.Max(1, flat.numel() / 65_536);
        var sample = Plots.Numbers.Finite(flat.slice(0, 0, flat.numel(), step)).to(ScalarType.Float32).cpu();
        if (sample.numel() == 0)
        {
            return "";
        }

        var (low, high) = (sample.min().item<float>(), sample.max().item<float>());
        var counts = Plots.Numbers.Counts(sample, Bins, low, high);
        var svg = new StringBuilder("<div><svg width=\"240\" height=\"70\" role=\"img\" aria-label=\"histogram\">");
        for (var i = 0; i < Bins; i++)
        {
            var height = 68 * counts[i] / counts.Max();
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{i * 6}\" y=\"{70 - height:F1}\" width=\"5\" height=\"{height:F1}\" fill=\"#4c72b0\"/>");
        }

        return svg.Append(CultureInfo.InvariantCulture, $"</svg><div style=\"color:#666;width:240px;display:flex;justify-content:space-between\"><span>{Html.Number(low)}</span><span>{Html.Number(high)}</span></div></div>").ToString();
    }
}
