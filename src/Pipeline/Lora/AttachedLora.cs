namespace Workbench.Pipeline.Lora;

/// <summary>A LoRA as one expert has it.</summary>
/// <param name="Path">Full path: its order among others is that of the paths, not of switching.</param>
/// <param name="Lora">Its tensors; not owned.</param>
/// <param name="Plan">What of it matches this expert.</param>
/// <param name="Strength">Factor; at 0 nothing is added at all.</param>
internal sealed record AttachedLora(string Path, LoadedLora Lora, LoraPlan Plan, double Strength)
{
    /// <summary>Keys of the parameters that it changes.</summary>
    public HashSet<string> Matched { get; } = [.. Plan.Matches.Select(m => m.Key)];
}
