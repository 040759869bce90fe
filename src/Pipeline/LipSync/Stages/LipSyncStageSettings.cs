using System.Globalization;

namespace Workbench.Pipeline.LipSync.Stages;

/// <summary>
/// Settings of stage 20 in the texts of its stage file, all optional: <c>version</c> (v15, v1, v1-original), <c>batch_size</c>, <c>extra_margin</c>,
/// <c>parsing_mode</c> (jaw, raw, neck, face), <c>windows</c> (centred, upstream, repeated), <c>face_size</c>.
/// </summary>
public static class LipSyncStageSettings
{
    /// <summary>The version that the texts name; 1.5 when they name none.</summary>
    /// <exception cref="LipSyncException">Unknown.</exception>
    public static LipSyncVersion VersionOf(IReadOnlyDictionary<string, string> texts) => texts.GetValueOrDefault("version") switch
    {
        null or "v15" => LipSyncVersion.V15,
        "v1" => LipSyncVersion.V1,
        "v1-original" => LipSyncVersion.V1Original,
        var other => throw Wrong("version", "v15, v1 or v1-original", other),
    };

    /// <summary>The options with what the texts say on top.</summary>
    /// <exception cref="LipSyncException">A text cannot be read.</exception>
    public static LipSyncOptions Apply(IReadOnlyDictionary<string, string> texts, LipSyncOptions options)
    {
        options = texts.ContainsKey("version") ? LipSyncOptions.Of(VersionOf(texts)) : options;
        var avatar = options.Avatar with
        {
            ExtraMargin = Number(texts, "extra_margin", options.Avatar.ExtraMargin),
            FaceSize = Number(texts, "face_size", options.Avatar.FaceSize),
            Blend = options.Avatar.Blend with { Mode = Named(texts, "parsing_mode", options.Avatar.Blend.Mode) },
        };
        return options with { BatchSize = Number(texts, "batch_size", options.BatchSize), Windows = Named(texts, "windows", options.Windows), Avatar = avatar };
    }

    /// <summary>Writes the texts that <see cref="Apply"/> reads.</summary>
    public static void Note(IDictionary<string, string> texts, LipSyncVersion version, LipSyncOptions options)
    {
        texts["version"] = version switch { LipSyncVersion.V15 => "v15", LipSyncVersion.V1 => "v1", _ => "v1-original" };
        texts["batch_size"] = options.BatchSize.ToString(CultureInfo.InvariantCulture);
        texts["extra_margin"] = options.Avatar.ExtraMargin.ToString(CultureInfo.InvariantCulture);
        texts["face_size"] = options.Avatar.FaceSize.ToString(CultureInfo.InvariantCulture);
        texts["parsing_mode"] = options.Avatar.Blend.Mode.ToString().ToLowerInvariant();
        texts["windows"] = options.Windows.ToString().ToLowerInvariant();
    }

    private static int Number(IReadOnlyDictionary<string, string> texts, string key, int fallback) =>
        !texts.TryGetValue(key, out var text) ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
        : throw Wrong(key, "a whole number", text);

    private static T Named<T>(IReadOnlyDictionary<string, string> texts, string key, T fallback)
        where T : struct, Enum =>
        !texts.TryGetValue(key, out var text) ? fallback
        : Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value
        : throw Wrong(key, string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant(), text);

    private static LipSyncException Wrong(string key, string expected, string got) =>
        new($"stage {LipSyncStage.Number}: the text '{key}' of the input cannot be used.\nexpected: {expected}\ngot: {got}");
}
