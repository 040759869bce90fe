using Workbench.Harness.Measurement;
using Workbench.Pipeline.Stages;

namespace Workbench.Interactive.Display;

/// <summary>What passes between stages, tensor by tensor.</summary>
internal static class StageHtml
{
    public static string Of(StageData data)
    {
        var rows = data.Tensors.Select(t =>
        {
            var s = TensorStatistics.Of(t.Value);
            return (IReadOnlyList<string>)[Html.Text(t.Key), Html.Text(TensorHtml.Line(t.Value)), Html.Number(s.Mean), Html.Number(s.Std), Html.Number(s.Min), Html.Number(s.Max), s.NonFinite == 0 ? "0" : Html.Mark($"{s.NonFinite}", false)];
        });
        var texts = string.Join("", data.Metadata.Select(m => $"<div><b>{Html.Text(m.Key)}</b>: {Html.Text(m.Value.Length > 200 ? m.Value[..200] + "..." : m.Value)}</div>"));
        return $"<div style=\"font-size:13px\">{Html.Table(["tensor", "what", "mean", "std", "min", "max", "not finite"], rows)}{texts}</div>";
    }

    /// <summary>Shows a copy that is gone afterwards.</summary>
    public static string Of(Func<StageData> make)
    {
        using var data = make();
        return Of(data);
    }
}
