using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Pipeline.Configuration;

/// <summary>Typed access to merged values; gathers problems and notes, so that a user sees all of them at once.</summary>
internal sealed class ConfigReader(LightX2VConfig config)
{
    public List<ConfigProblem> Problems { get; } = [];

    public List<ConfigNote> Notes { get; } = [.. config.Notes];

    public bool Has(string key) => Node(key) is not null;

    public JsonNode? Node(string key)
    {
        if (!key.StartsWith("workbench.", StringComparison.Ordinal))
        {
            return config.Values.GetValueOrDefault(key)?.Value;
        }

        return config.Values.GetValueOrDefault("workbench")?.Value[key["workbench.".Length..]];
    }

    public int? Integer(string key) => Node(key) is JsonValue value && value.TryGetValue(out int number) ? number : null;

    public double? Number(string key) => Node(key) is JsonValue value && value.TryGetValue(out double number) ? number : null;

    public bool? Flag(string key) => Node(key) is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

    public bool Flag(string key, bool absent) => Flag(key) ?? absent;

    /// <summary>The string, or null when absent or empty.</summary>
    public string? Text(string key) => Node(key) is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    public IReadOnlyList<int>? Integers(string key) => Node(key) is JsonArray array ? [.. array.Select(v => v!.GetValue<int>())] : null;

    public IReadOnlyList<double>? Numbers(string key) => Node(key) switch
    {
        JsonArray array => [.. array.Select(v => v!.GetValue<double>())],
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => [value.GetValue<double>()],
        _ => null,
    };

    /// <summary>An integer that must be there and at least <paramref name="least"/>; reported and replaced by it otherwise.</summary>
    public int Required(string key, int least)
    {
        if (Integer(key) is { } value && value >= least)
        {
            return value;
        }

        Problem(key, $"an integer of at least {least}");
        return least;
    }

    /// <summary>A number that must be there and above zero.</summary>
    public double RequiredPositive(string key)
    {
        if (Number(key) is { } value && value > 0)
        {
            return value;
        }

        Problem(key, "a number above 0");
        return 1;
    }

    /// <summary>An optional integer of at least <paramref name="least"/>.</summary>
    public int? Optional(string key, int least)
    {
        var value = Integer(key);
        if (value < least)
        {
            Problem(key, $"an integer of at least {least}");
            return null;
        }

        return value;
    }

    /// <summary>One of <paramref name="allowed"/>, or <paramref name="absent"/> when the key is not set.</summary>
    public string Choice(string key, string absent, params string[] allowed)
    {
        var value = Text(key) ?? absent;
        if (!allowed.Contains(value))
        {
            Problem(key, "one of " + string.Join(", ", allowed.Where(a => a.Length > 0)));
            return absent;
        }

        return value;
    }

    /// <summary>Reports a key; what was found is its JSON text unless said otherwise.</summary>
    public void Problem(string key, string expected, string? got = null) =>
        Problems.Add(new(key, expected, got ?? Node(key)?.ToJsonString() ?? "nothing (the key is absent)", FileOf(key)));

    public void Note(string key, string text) => Notes.Add(new(key, text, FileOf(key)));

    private string FileOf(string key) => config.Values.GetValueOrDefault(key.Split('.')[0])?.Source switch
    {
        null or ConfigDefaults.Source => config.File,
        var source => source,
    };
}
