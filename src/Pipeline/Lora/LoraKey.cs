using System.Text.RegularExpressions;

namespace Workbench.Pipeline.Lora;

/// <summary>A key of a LoRA file taken apart: the module as the file names it, and the part.</summary>
/// <param name="Module">Still with the file's prefix and naming scheme (<see cref="LoraNames"/>).</param>
/// <param name="Part">What the tensor is.</param>
public readonly partial record struct LoraKey(string Module, LoraPart Part)
{
    /// <summary>
    /// Endings of lightx2v, Kohya and ComfyUI, PEFT, Diffusers old and new; the first that fits counts.
    /// Source: lightx2v/utils/lora_loader.py; w_norm and b_norm are LyCORIS' names for deltas of norms (comfy/weight_adapter).
    /// </summary>
    private static readonly (string Ending, LoraPart Part)[] Endings =
    [
        (".lora_linear_layer.down.weight", LoraPart.Down), (".lora_linear_layer.up.weight", LoraPart.Up),
        (".lora_down.weight", LoraPart.Down), (".lora_up.weight", LoraPart.Up),
        (".lora.down.weight", LoraPart.Down), (".lora.up.weight", LoraPart.Up),
        ("_lora.down.weight", LoraPart.Down), ("_lora.up.weight", LoraPart.Up),
        (".lora_A", LoraPart.Down), (".lora_B", LoraPart.Up),
        (".alpha", LoraPart.Alpha),
        (".diff", LoraPart.WeightDiff), (".diff_b", LoraPart.BiasDiff), (".diff_m", LoraPart.ModulationDiff),
        (".w_norm", LoraPart.WeightDiff), (".b_norm", LoraPart.BiasDiff),
    ];

    /// <summary>Takes a key apart; null when it is no LoRA key known here (such as <c>lora_mid</c> or <c>dora_scale</c>).</summary>
    public static LoraKey? Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (PeftName().Match(key) is { Success: true } peft)
        {
            return new(peft.Groups[1].Value, peft.Groups[2].Value == "A" ? LoraPart.Down : LoraPart.Up);
        }

        foreach (var (ending, part) in Endings)
        {
            if (key.EndsWith(ending, StringComparison.Ordinal) && key.Length > ending.Length)
            {
                return new(key[..^ending.Length], part);
            }
        }

        return null;
    }

    /// <summary>PEFT puts the adapter's name, mostly <c>default</c>, before the last word.</summary>
    [GeneratedRegex(@"^(.+)\.lora_(A|B)(?:\.[A-Za-z0-9_-]+)?\.weight$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PeftName();
}
