using Workbench.Pipeline.Checkpoints.Layouts;
using Workbench.Pipeline.Parameters;

namespace Workbench.Pipeline.Lora;

/// <summary>Finds the module of a model that a LoRA file means: prefixes, Diffusers names, and Kohya's names with underscores for dots.</summary>
internal sealed class LoraNames
{
    /// <summary>One or more stand before the module's name, such as <c>base_model.model.transformer.</c></summary>
    private static readonly string[] Prefixes =
        ["model.diffusion_model.", "base_model.model.", "diffusion_model.", "transformer.", "model.", "unet.", "lora_unet_", "lora_transformer_"];

    /// <summary>Diffusers' names as Kohya flattens them.</summary>
    private static readonly KeyRewrite FlatDiffusers = new(
        ("blocks_([0-9]+)_attn1_to_(q|k|v)$", "blocks_$1_self_attn_$2"),
        ("blocks_([0-9]+)_attn2_to_(q|k|v)$", "blocks_$1_cross_attn_$2"),
        ("blocks_([0-9]+)_attn1_to_out_0$", "blocks_$1_self_attn_o"),
        ("blocks_([0-9]+)_attn2_to_out_0$", "blocks_$1_cross_attn_o"),
        ("blocks_([0-9]+)_ffn_net_0_proj$", "blocks_$1_ffn_0"),
        ("blocks_([0-9]+)_ffn_net_2$", "blocks_$1_ffn_2"),
        ("condition_embedder_time_embedder_linear_1$", "time_embedding_0"),
        ("condition_embedder_time_embedder_linear_2$", "time_embedding_2"),
        ("condition_embedder_text_embedder_linear_1$", "text_embedding_0"),
        ("condition_embedder_text_embedder_linear_2$", "text_embedding_2"),
        ("condition_embedder_time_proj$", "time_projection_1"),
        ("proj_out$", "head_head"));

    private readonly HashSet<string> modules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> flat = new(StringComparer.Ordinal);

    public LoraNames(ParameterRegistry model)
    {
        modules.UnionWith(model.Linears.Keys);
        modules.UnionWith(model.Tensors.Keys.Where(key => key.Contains('.', StringComparison.Ordinal)).Select(key => key[..key.LastIndexOf('.')]));
        foreach (var module in modules)
        {
            flat.TryAdd(module.Replace('.', '_'), module);
        }
    }

    /// <summary>Every module of the model that has parameters.</summary>
    public IReadOnlyCollection<string> Modules => modules;

    /// <summary>The model's own name of a module, or null.</summary>
    public string? Resolve(string inFile)
    {
        for (string? name = inFile; name is not null; name = Without(name))
        {
            if (Known(name) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The name without its prefixes and in upstream's scheme, for messages about names that match nothing.</summary>
    public static string Plain(string inFile)
    {
        var name = inFile;
        while (Without(name) is { } shorter)
        {
            name = shorter;
        }

        return Original(name);
    }

    private string? Known(string name) =>
        modules.Contains(name) ? name
        : modules.Contains(Original(name)) ? Original(name)
        : flat.TryGetValue(name, out var dotted) || flat.TryGetValue(FlatDiffusers.Apply(name), out dotted) ? dotted
        : null;

    private static string Original(string name) => DiffusersDitMap.Rules.Apply(name + ".")[..^1];

    private static string? Without(string name)
    {
        var prefix = Array.Find(Prefixes, p => name.StartsWith(p, StringComparison.Ordinal));
        return prefix is null ? null : name[prefix.Length..];
    }
}
