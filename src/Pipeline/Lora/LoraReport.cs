namespace Workbench.Pipeline.Lora;

/// <summary>What a switch did.</summary>
/// <param name="Effects">Every LoRA that is on now on the experts that were switched.</param>
/// <param name="Warnings">What is probably not meant: a file made for the other expert, a delta of zero.</param>
public sealed record LoraReport(IReadOnlyList<LoraEffect> Effects, IReadOnlyList<string> Warnings)
{
    /// <summary>One line per effect and warning.</summary>
    public override string ToString() =>
        string.Join('\n', [.. Effects.Select(e => e.ToString()), .. Warnings.Select(w => "warning: " + w), .. Effects.Count == 0 ? ["no LoRA is on"] : Array.Empty<string>()]);
}
