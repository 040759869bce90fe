using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Harness.Localisation;

/// <summary>A report for machines.</summary>
public static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The whole report, with every tap; version 1 of this form.</summary>
    public static string Write(LocaliseReport report) => JsonSerializer.Serialize(
        new
        {
            Format = 1,
            Exit = (int)report.Exit,
            report.Against,
            Line = ReportText.OneLine(report),
            Stage = report.FirstFailing?.Stage.Id,
            report.Diagnosis?.Tap,
            report.Diagnosis?.Verdict,
            report.Diagnosis?.Evidence,
            Stages = report.Stages.Select(stage => new
            {
                stage.Stage.Id,
                stage.Stage.Title,
                stage.Status,
                stage.Seconds,
                stage.Detail,
                Taps = stage.Taps.Select(tap => new
                {
                    Tap = tap.Path,
                    tap.Verdict,
                    tap.Error,
                    tap.Low,
                    tap.High,
                    tap.Element,
                    Limit = tap.Limit.Relative,
                    ElementLimit = tap.Limit.Element,
                    Findings = tap.Findings.Select(f => f.ToString()),
                }),
            }),
        },
        Options);
}
