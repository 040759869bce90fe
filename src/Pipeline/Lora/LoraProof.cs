using Workbench.Pipeline.Models.WanDit;

namespace Workbench.Pipeline.Lora;

/// <summary>Measures what LoRAs do to the experts, and says what looks wrong.</summary>
internal static class LoraProof
{
    public static LoraReport Of(IReadOnlyDictionary<Expert, List<AttachedLora>> attached, IReadOnlyDictionary<Expert, PatchedExpert> experts)
    {
        var effects = attached.SelectMany(a => a.Value.Select(lora => Effect(a.Key, lora, experts[a.Key]))).ToList();
        var warnings = attached.SelectMany(a => a.Value.Select(lora => OtherExpert(a.Key, lora))).OfType<string>()
            .Concat(effects.Where(e => e.Strength != 0 && e.Layers.All(l => l.DeltaNorm == 0)).Select(e => $"{e.Path} adds nothing but zeros to the {Name(e.Expert)} expert."));
        return new(effects, [.. warnings]);
    }

    private static LoraEffect Effect(Expert expert, AttachedLora lora, PatchedExpert model) => new(
        expert, lora.Path, lora.Strength,
        [.. lora.Plan.Matches.Select(m => new LoraLayerEffect(m.Key, m.Rank, Math.Abs(lora.Strength) * lora.Lora.NormOf(m.Key), model.BaseNorm(m.Key)))],
        [.. lora.Plan.Unmatched.Select(u => u.Key)]);

    private static string? OtherExpert(Expert expert, AttachedLora lora) =>
        lora.Lora.Index.Expert is { } said && said != Name(expert)[..said.Length]
            ? $"{lora.Path} says that it was made for the {said}-noise expert, and it is on the {Name(expert)} expert."
            : null;

    private static string Name(Expert expert) => expert == Expert.High ? "high-noise" : "low-noise";
}
