using System.Text.Json;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Text.Tokenization.HuggingFace;

/// <summary>Which token pads: named beside <c>tokenizer.json</c> or in it, else <c>&lt;pad&gt;</c>.</summary>
internal static class PadToken
{
    /// <exception cref="CheckpointException">The named token has no id.</exception>
    public static int Find(string path, JsonElement root, Func<string, int?> idOf)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var name = Named(Path.Combine(folder, "tokenizer_config.json")) ?? Named(Path.Combine(folder, "special_tokens_map.json"));
        if (name is null && root.TryGetProperty("padding", out var padding) && padding.ValueKind == JsonValueKind.Object)
        {
            return padding.GetProperty("pad_id").GetInt32();
        }

        return idOf(name ?? "<pad>") ?? throw new CheckpointException($"{path}: the pad token '{name ?? "<pad>"}' has no id.");
    }

    private static string? Named(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var document = TokenizerJson.Parse(path);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("pad_token", out var token))
        {
            return null;
        }

        return token.ValueKind switch
        {
            JsonValueKind.String => token.GetString(),
            JsonValueKind.Object => token.GetProperty("content").GetString(),
            _ => null,
        };
    }
}
