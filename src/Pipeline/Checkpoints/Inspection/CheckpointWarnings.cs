namespace Workbench.Pipeline.Checkpoints.Inspection;

/// <summary>Sentences about what will surprise the user of a checkpoint.</summary>
internal static class CheckpointWarnings
{
    public static IReadOnlyList<string> Of(ICheckpoint checkpoint, ModelSizes model, string path)
    {
        var warnings = new List<string>();
        var types = checkpoint.Tensors.Values.Select(t => t.Type).ToHashSet();
        if (model.Kind == ModelKind.Unknown)
        {
            warnings.Add("The keys belong to none of the models known here.");
        }

        if (types.Contains(StoredType.I8) && checkpoint.Tensors.Keys.Any(key => key.EndsWith(".weight_scale", StringComparison.Ordinal)))
        {
            warnings.Add("Weights are int8 with scales (LightX2V's int8 schemes), which are not supported: use the bf16, fp8 or GGUF file.");
        }

        if (checkpoint.Tensors.Values.FirstOrDefault(t => t.Type == StoredType.F8E4M3 && IsUnscaled(t.Name, checkpoint)) is { } unscaled)
        {
            warnings.Add($"{unscaled.Name} and perhaps others are float8 without a scale; they are cast to the compute dtype as they are.");
        }

        if (model.Kind == ModelKind.WanDit && types.Any(t => t.IsBlock()) && !path.Contains("distill", StringComparison.OrdinalIgnoreCase) && !path.Contains("lightx2v", StringComparison.OrdinalIgnoreCase))
        {
            warnings.Add("GGUF files of this model as published hold the undistilled weights: with 4 steps they need the distill LoRA, without it 40 steps and guidance.");
        }

        return warnings;
    }

    private static bool IsUnscaled(string name, ICheckpoint checkpoint) =>
        name.EndsWith(".weight", StringComparison.Ordinal)
        && !checkpoint.Tensors.ContainsKey(name + "_scale") && !checkpoint.Tensors.ContainsKey(name[..^".weight".Length] + ".scale_weight");
}
