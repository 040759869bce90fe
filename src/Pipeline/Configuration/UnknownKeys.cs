using Workbench.Pipeline.Parameters;

namespace Workbench.Pipeline.Configuration;

/// <summary>Warnings for keys nobody reads, with the nearest known name. Keys that begin with "_" or "$" are comments.</summary>
internal static class UnknownKeys
{
    public static IEnumerable<ConfigNote> Notes(IReadOnlyDictionary<string, ConfigValue> values)
    {
        foreach (var (key, value) in values.Where(v => !v.Key.StartsWith('_') && !v.Key.StartsWith('$') && !ConfigKeys.All.ContainsKey(v.Key)))
        {
            yield return InputFields.All.Contains(key)
                ? new(key, "belongs to the request (InputInfo), not to the configuration; ignored.", value.Source)
                : new(key, $"unknown key, ignored. Nearest: {NearestNames.Of(key, ConfigKeys.All.Keys, 1)[0]}.", value.Source);
        }

        if (values.TryGetValue("workbench", out var extension))
        {
            foreach (var (key, _) in extension.Value.AsObject().Where(k => !ConfigKeys.Workbench.ContainsKey(k.Key)))
            {
                yield return new($"workbench.{key}", $"unknown key, ignored. Nearest: {NearestNames.Of(key, ConfigKeys.Workbench.Keys, 1)[0]}.", extension.Source);
            }
        }
    }
}
