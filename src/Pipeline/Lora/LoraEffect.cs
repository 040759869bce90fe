using System.Globalization;
using Workbench.Pipeline.Models.WanDit;

namespace Workbench.Pipeline.Lora;

/// <summary>What a LoRA does to one parameter.</summary>
/// <param name="Key">State-dict key.</param>
/// <param name="Rank">Null for a full delta.</param>
/// <param name="DeltaNorm">Euclidean norm of what is added, strength included.</param>
/// <param name="BaseNorm">Euclidean norm of the parameter without LoRA.</param>
public sealed record LoraLayerEffect(string Key, long? Rank, double DeltaNorm, double BaseNorm);

/// <summary>The proof that a LoRA took effect on an expert.</summary>
/// <param name="Expert">The expert.</param>
/// <param name="Path">The file.</param>
/// <param name="Strength">Factor.</param>
/// <param name="Layers">Every parameter that it changes.</param>
/// <param name="Unmatched">Keys of the file left aside, only where that was allowed.</param>
public sealed record LoraEffect(Expert Expert, string Path, double Strength, IReadOnlyList<LoraLayerEffect> Layers, IReadOnlyList<string> Unmatched)
{
    /// <summary>Linear layers with a low-rank pair.</summary>
    public int LinearLayers => Layers.Count(l => l.Rank is not null);

    /// <summary>Parameters with a full delta alone: norms, biases, modulations.</summary>
    public int OtherParameters => Layers.Count - LinearLayers;

    /// <summary>||delta|| / ||base|| over all parameters that it changes.</summary>
    public double RelativeNorm => Math.Sqrt(Layers.Sum(l => l.DeltaNorm * l.DeltaNorm)) / Math.Sqrt(Layers.Sum(l => l.BaseNorm * l.BaseNorm));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Expert.ToString().ToLowerInvariant()}-noise expert: {Path} x {Strength}: {LinearLayers} linear layers, {OtherParameters} other parameters, |delta|/|base| {RelativeNorm:E2}{(Unmatched.Count > 0 ? $", {Unmatched.Count} keys left aside" : "")}");
}
