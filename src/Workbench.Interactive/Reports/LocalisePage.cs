using System.Text.Json.Nodes;
using Workbench.Interactive.Display;
using Workbench.Interactive.Notebooks;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.Interactive.Reports;

/// <summary>
/// One static page about what <c>workbench localise</c> found: the verdict and what it rests on, the stages, the error of every tensor in order of
/// computation, and, from the evidence file, distributions and slices of the tensor that went wrong, golden against got.
/// </summary>
public static class LocalisePage
{
    private const int MostRows = 40;

    private static readonly string[] Sides = ["expected", "got"];

    /// <summary>Writes the page.</summary>
    /// <param name="report">JSON of <see cref="Harness.Localisation.ReportJson"/>.</param>
    /// <param name="evidence">The safetensors file that the localiser left (<see cref="Harness.Localisation.LocaliseOptions.Evidence"/>), or null.</param>
    /// <param name="output">HTML file.</param>
    /// <exception cref="NotebookException">Not such a report.</exception>
    public static void Write(string report, string? evidence, string output)
    {
        var found = Parse(report);
        var page = new ReportPage("Workbench localise");
        page.Section("Verdict", Verdict(found));
        page.Section("Stages", Stages(found));
        var rows = Taps(found);
        if (rows.Count > 0)
        {
            page.Section("Error along the pipeline", Charts.ErrorAlongPipeline([.. rows.Select(r => (r.Name, r.Error, r.Limit))]).Fragment() + Worst(rows));
        }

        if (evidence is not null && File.Exists(evidence))
        {
            using var tensors = StageData.Load(evidence);
            Evidence(page, tensors, "", tensors.Metadata["tap"]);
            if (tensors.Metadata["output"] != tensors.Metadata["tap"])
            {
                Evidence(page, tensors, "output.", tensors.Metadata["output"]);
            }
        }

        page.Save(output);
    }

    private static JsonObject Parse(string report)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllText(report)) is JsonObject { } found && found["stages"] is JsonArray && (int?)found["format"] == 1)
            {
                return found;
            }
        }
        catch (System.Text.Json.JsonException)
        {
            // said below
        }

        throw new NotebookException($"{report}: not a report of the localiser (format 1).\nNext: workbench localise --json > {report}", 6);
    }

    private static string Verdict(JsonObject found)
    {
        var evidence = (found["evidence"] as JsonArray ?? []).Select(e => $"<li>{Html.Text(e?.GetValue<string>())}</li>");
        return $"<p>{Html.Mark(found["line"]!.GetValue<string>(), (int)found["exit"]! == 0)}</p><ul>{string.Concat(evidence)}</ul>";
    }

    private static string Stages(JsonObject found) => Html.Table(
        ["stage", "status", "tensors", "outside", "first outside its limit", "seconds", ""],
        found["stages"]!.AsArray().Select(s =>
        {
            var taps = s!["taps"]!.AsArray();
            var outside = taps.Where(Outside).ToList();
            var status = s["status"]!.GetValue<string>();
            return (IReadOnlyList<string>)[Html.Text($"{s["id"]} {s["title"]}"), Html.Mark(status, status == "agrees"), $"{taps.Count}", $"{outside.Count}", Html.Text(outside.FirstOrDefault()?["tap"]?.GetValue<string>() ?? "-"), Html.Number((double)s["seconds"]!), Html.Text((string?)s["detail"])];
        }));

    private static IReadOnlyList<(string Name, double Error, double Limit, bool Outside, string Findings)> Taps(JsonObject found) =>
        [.. found["stages"]!.AsArray().SelectMany(s => s!["taps"]!.AsArray().Select(t => (
            $"{s["id"]} {t!["tap"]}", Number(t["error"]), Number(t["limit"]), Outside(t), string.Join("; ", t["findings"]!.AsArray().Select(f => f!.GetValue<string>())))))];

    /// <summary>The first ones outside say most; then those nearest to their limits.</summary>
    private static string Worst(IReadOnlyList<(string Name, double Error, double Limit, bool Outside, string Findings)> rows)
    {
        var shown = rows.Where(r => r.Outside).Take(MostRows / 2).Concat(rows.Where(r => !r.Outside).OrderByDescending(r => r.Error / r.Limit).Take(MostRows / 2));
        return Html.Table(["tensor", "", "relative error", "limit", "findings"], shown.Select(r => (IReadOnlyList<string>)
            [Html.Text(r.Name), Html.Mark(r.Outside ? "outside" : "inside", !r.Outside), Html.Number(r.Error), Html.Number(r.Limit), Html.Text(r.Findings)]));
    }

    private static void Evidence(ReportPage page, StageData data, string prefix, string tap)
    {
        using var scope = NewDisposeScope();
        var facts = Html.Table(["", "tensor"], Sides.Select(side => (IReadOnlyList<string>)[side, Html.Text(data.Metadata.GetValueOrDefault(prefix + side) ?? "never passed")]));
        string charts = "";
        if (data.Tensors.TryGetValue(prefix + "expected", out var expected) && data.Tensors.TryGetValue(prefix + "got", out var got) && got.shape.SequenceEqual(expected.shape))
        {
            charts = Charts.Histogram([("golden", expected), ("got", got)], tap).Fragment();
            if (Slice.Worst(got, expected) is { } slice)
            {
                charts += slice.Chart(expected, $"golden {tap}") + slice.Chart(got, $"got {tap}") + slice.Chart(got.to(ScalarType.Float32) - expected.to(ScalarType.Float32), $"got - golden {tap}");
            }
        }

        page.Section($"{data.Metadata["stage"]} {tap}", facts + charts);
    }

    private static bool Outside(JsonNode? tap) => tap!["verdict"]!.GetValue<string>() == "outside";

    private static double Number(JsonNode? node) => node switch
    {
        null => double.NaN,
        JsonValue value when value.TryGetValue<double>(out var number) => number,
        _ => double.Parse(node.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture),
    };
}
