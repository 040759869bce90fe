using System.Globalization;

namespace Workbench.Pipeline.Checkpoints.Inspection;

/// <summary>Recognises an architecture by keys that only it has, and reads its sizes from shapes. Keys are upstream's.</summary>
internal static class ModelRecogniser
{
    /// <summary>Every Wan transformer has heads of 128 channels; no shape tells it.</summary>
    private const long WanHeadDim = 128;

    public static ModelSizes Recognise(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        if (tensors.Keys.Any(key => key.Contains(".lora_", StringComparison.Ordinal)))
        {
            return Lora(tensors);
        }

        if (tensors.ContainsKey("blocks.0.self_attn.q.weight") && tensors.ContainsKey("patch_embedding.weight"))
        {
            return WanDit(tensors);
        }

        if (tensors.ContainsKey("token_embedding.weight") && tensors.ContainsKey("blocks.0.attn.q.weight"))
        {
            return Umt5(tensors);
        }

        return tensors.ContainsKey("encoder.conv1.weight") && tensors.ContainsKey("decoder.conv1.weight") && tensors.ContainsKey("conv2.weight")
            ? WanVae(tensors)
            : new(ModelKind.Unknown, [], null);
    }

    private static ModelSizes WanDit(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        var dim = Size(tensors, "blocks.0.self_attn.q.weight", 0) ?? 0;
        var patch = tensors["patch_embedding.weight"];
        var sizes = Sizes(
            ("dim", dim),
            ("layers", Blocks(tensors)),
            ("heads", dim / WanHeadDim),
            ("ffn_dim", Size(tensors, "blocks.0.ffn.0.weight", 0)),
            ("in_dim", InChannels(patch, dim)),
            ("out_dim", Size(tensors, "head.head.weight", 0) / 4), // patches of 1 x 2 x 2
            ("text_dim", Size(tensors, "text_embedding.0.weight", 1)),
            ("freq_dim", Size(tensors, "time_embedding.0.weight", 1)),
            ("image_branch", tensors.ContainsKey("img_emb.proj.1.weight") ? 1 : null));
        var model = new ModelSizes(ModelKind.WanDit, sizes, null);
        return model with { Variant = Variant(model) };
    }

    /// <summary>A folded patch embedding has lost where its channels end; patches are 1 x 2 x 2.</summary>
    private static long? InChannels(StoredTensor patch, long dim) => dim > 0 && patch.Count % (dim * 4) == 0 ? patch.Count / (dim * 4) : null;

    private static string? Variant(ModelSizes dit) => (dit["dim"], dit["layers"], dit["in_dim"], dit["image_branch"]) switch
    {
        (5120, 40, 36, null) => "Wan2.2 I2V A14B, one expert",
        (5120, 40, 36, 1) => "Wan2.1 I2V 14B",
        (5120, 40, 16, null) => "Wan2.2 T2V A14B, one expert, or Wan2.1 T2V 14B",
        (3072, 30, 48, null) => "Wan2.2 TI2V 5B",
        (1536, 30, 16, null) => "Wan2.1 T2V 1.3B",
        _ => null,
    };

    private static ModelSizes Umt5(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        var sizes = Sizes(
            ("vocab", Size(tensors, "token_embedding.weight", 0)),
            ("dim", Size(tensors, "token_embedding.weight", 1)),
            ("dim_attn", Size(tensors, "blocks.0.attn.q.weight", 0)),
            ("dim_ffn", Size(tensors, "blocks.0.ffn.fc1.weight", 0)),
            ("layers", Blocks(tensors)),
            ("heads", Size(tensors, "blocks.0.pos_embedding.embedding.weight", 1)),
            ("buckets", Size(tensors, "blocks.0.pos_embedding.embedding.weight", 0)));
        var model = new ModelSizes(ModelKind.Umt5, sizes, null);
        return model with { Variant = (model["vocab"], model["dim"], model["layers"]) == (256384, 4096, 24) ? "UMT5-XXL encoder" : null };
    }

    private static ModelSizes WanVae(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        var sizes = Sizes(("dim", Size(tensors, "encoder.conv1.weight", 0)), ("z_dim", Size(tensors, "conv2.weight", 0)), ("image_channels", Size(tensors, "encoder.conv1.weight", 1)));
        var model = new ModelSizes(ModelKind.WanVae, sizes, null);
        return model with { Variant = (model["dim"], model["z_dim"]) == (96, 16) ? "Wan2.1 VAE" : null };
    }

    private static ModelSizes Lora(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        var down = tensors.Values.Where(t => t.Name.EndsWith(".lora_down.weight", StringComparison.Ordinal) || t.Name.EndsWith(".lora_A.weight", StringComparison.Ordinal)).ToList();
        return new(ModelKind.Lora, Sizes(("layers", down.Count), ("rank", down.Count > 0 ? down.Max(t => t.Shape.Length > 0 ? t.Shape[0] : 0) : null)), null);
    }

    private static (string Name, long Value)[] Sizes(params ReadOnlySpan<(string Name, long? Value)> sizes)
    {
        var known = new List<(string, long)>();
        foreach (var (name, value) in sizes)
        {
            if (value is { } size)
            {
                known.Add((name, size));
            }
        }

        return [.. known];
    }

    private static long? Size(IReadOnlyDictionary<string, StoredTensor> tensors, string name, int dimension) =>
        tensors.TryGetValue(name, out var tensor) && dimension < tensor.Shape.Length ? tensor.Shape[dimension] : null;

    private static long Blocks(IReadOnlyDictionary<string, StoredTensor> tensors) =>
        tensors.Keys.Select(key => key.Split('.')).Where(parts => parts.Length > 2 && parts[0] == "blocks")
            .Select(parts => long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index + 1 : 0).DefaultIfEmpty(0).Max();
}
