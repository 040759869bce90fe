using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workbench.Harness.Measurement;
using static TorchSharp.torch;

namespace Workbench.Harness.Snapshots;

/// <summary>The JSON beside a snapshot's tensors: one line a tap, so that a change reads well in a diff.</summary>
internal static class SnapshotManifest
{
    public const int Format = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Everything but the tensors. The <c>row</c> of a tap is its line in the tensor <c>sketches</c>; without one it is held whole.</summary>
    public sealed record Content(int Format, string Stage, string Title, Provenance Provenance, SketchPlan Sketches, IReadOnlyList<Line> Taps);

    public sealed record Line(
        string Tap, string Dtype, long[] Shape, string Device, bool? Strided, bool? Pinned, int? Row, string Digest,
        double Mean, double Std, double Min, double Max, double Norm, long? NonFinite, double[] Quantiles);

    public static Content Of(StageSnapshot snapshot)
    {
        var row = 0;
        return new(Format, snapshot.Stage, snapshot.Title, snapshot.Provenance, snapshot.Plan, [.. snapshot.Taps.Select(tap => LineOf(tap, tap.Sketch is null ? null : row++))]);
    }

    public static string Write(Content content)
    {
        var text = new StringBuilder("{\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"format\": {content.Format},\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"stage\": {Json(content.Stage)},\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"title\": {Json(content.Title)},\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"provenance\": {Json(content.Provenance)},\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"sketches\": {Json(content.Sketches)},\n");
        text.Append("  \"taps\": [\n    ");
        text.AppendJoin(",\n    ", content.Taps.Select(Json));
        return text.Append("\n  ]\n}\n").ToString();
    }

    /// <exception cref="JsonException">Not such a text.</exception>
    public static Content Read(string json)
    {
        var content = JsonSerializer.Deserialize<Content>(json, Options) ?? throw new JsonException("the manifest is empty");
        return content.Format == Format
            ? content
            : throw new JsonException($"the manifest has format {content.Format}, expected {Format}");
    }

    public static TapRecord RecordOf(Line line) => new(
        line.Tap,
        new(Enum.Parse<ScalarType>(line.Dtype), line.Shape, line.Device, line.Strided is not true, line.Pinned is true),
        new(line.Mean, line.Std, line.Min, line.Max, line.Norm, line.NonFinite ?? 0, line.Quantiles),
        line.Digest);

    private static Line LineOf(TapRecord tap, int? row)
    {
        var (traits, numbers) = (tap.Traits, tap.Statistics);
        return new(
            tap.Path, $"{traits.Dtype}", traits.Shape, traits.Device, traits.Contiguous ? null : true, traits.Pinned ? true : null, row, tap.Digest,
            Round(numbers.Mean), Round(numbers.Std), Round(numbers.Min), Round(numbers.Max), Round(numbers.Norm), numbers.NonFinite == 0 ? null : numbers.NonFinite,
            [.. numbers.Quantiles.Select(q => Round(q, 6))]);
    }

    /// <summary>Nine digits tell every fp32 number apart.</summary>
    private static double Round(double value, int digits = 9) =>
        double.Parse(value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Options);
}
