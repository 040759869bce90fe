using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Pipeline.Configuration;

/// <summary>Checks each known key's JSON type against <see cref="ConfigKeys"/>.</summary>
internal static class ConfigTypes
{
    public static void Check(IReadOnlyDictionary<string, ConfigValue> values)
    {
        var problems = new List<ConfigProblem>();
        foreach (var (key, value) in values)
        {
            Check(key, value.Value, value.Source, ConfigKeys.All, problems);
        }

        if (values.TryGetValue("workbench", out var extension) && extension.Value is JsonObject inner)
        {
            foreach (var (key, value) in inner.Where(v => v.Value is not null))
            {
                Check("workbench." + key, value!, extension.Source, ConfigKeys.Workbench, problems);
            }
        }

        if (problems.Count > 0)
        {
            throw new ConfigException(problems);
        }
    }

    private static void Check(string path, JsonNode value, string source, IReadOnlyDictionary<string, ConfigKind> kinds, List<ConfigProblem> problems)
    {
        var key = path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..];
        if (kinds.TryGetValue(key, out var kind) && !Fits(value, kind))
        {
            problems.Add(new(path, Describe(kind), value.ToJsonString(), source));
        }
    }

    private static bool Fits(JsonNode value, ConfigKind kind) => value.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => kind.HasFlag(ConfigKind.Boolean),
        JsonValueKind.String => kind.HasFlag(ConfigKind.Text),
        JsonValueKind.Number => kind.HasFlag(ConfigKind.Number) || (kind.HasFlag(ConfigKind.Integer) && IsInteger(value)),
        JsonValueKind.Object => kind.HasFlag(ConfigKind.Object),
        JsonValueKind.Array => FitsArray(value.AsArray(), kind),
        _ => false,
    };

    private static bool FitsArray(JsonArray array, ConfigKind kind) =>
        (kind.HasFlag(ConfigKind.Integers) && array.All(v => v?.GetValueKind() == JsonValueKind.Number && IsInteger(v)))
        || (kind.HasFlag(ConfigKind.Numbers) && array.All(v => v?.GetValueKind() == JsonValueKind.Number))
        || (kind.HasFlag(ConfigKind.Objects) && array.All(v => v is JsonObject));

    private static bool IsInteger(JsonNode value) => value.AsValue().TryGetValue(out int _);

    private static string Describe(ConfigKind kind) => string.Join(" or ", Enum.GetValues<ConfigKind>().Where(k => k != ConfigKind.None && kind.HasFlag(k)).Select(k => k switch
    {
        ConfigKind.Integer => "an integer",
        ConfigKind.Number => "a number",
        ConfigKind.Boolean => "true or false",
        ConfigKind.Text => "a string",
        ConfigKind.Integers => "a list of integers",
        ConfigKind.Numbers => "a list of numbers",
        ConfigKind.Objects => "a list of objects",
        _ => "an object",
    }));
}
