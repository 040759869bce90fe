using System.Text.Json;

namespace Workbench.Harness.Golden;

/// <summary>
/// What has been accepted for one device class of a case: the one file whose renaming makes an accept happen.
/// Everything it names has its content's hash in its name and is never changed.
/// </summary>
/// <param name="Format">Version of this file.</param>
/// <param name="Stages">Accepted goldens by stage; a stage may have several that are equally right.</param>
public sealed record GoldenIndex(int Format, SortedDictionary<string, IReadOnlyList<GoldenEntry>> Stages)
{
    /// <summary>Version this code writes.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Nothing accepted yet.</summary>
    public static GoldenIndex Empty => new(CurrentFormat, new(StringComparer.Ordinal));

    /// <summary>Every file the index needs.</summary>
    public IEnumerable<string> Files() => Stages.Values.SelectMany(list => list).SelectMany(e => new[] { e.Manifest, e.Data, e.Input }).OfType<string>();

    /// <summary>The JSON text.</summary>
    public string Write() => JsonSerializer.Serialize(this, Options) + "\n";

    /// <exception cref="JsonException">Not such a text.</exception>
    public static GoldenIndex Read(string json)
    {
        var index = JsonSerializer.Deserialize<GoldenIndex>(json, Options) ?? throw new JsonException("the index is empty");
        return index.Format == CurrentFormat ? index : throw new JsonException($"the index has format {index.Format}, expected {CurrentFormat}");
    }
}
