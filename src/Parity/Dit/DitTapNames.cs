using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Parity.Dit;

/// <summary>Where in the network the oracle's <c>rec.*</c> tensors were recorded.</summary>
internal static partial class DitTapNames
{
    private static readonly Dictionary<string, string> Outside = new(StringComparer.Ordinal)
    {
        ["rec.e"] = "time_embedding",
        ["rec.e0"] = "time_projection",
        ["rec.patch_embed"] = "patch_embedding",
        ["rec.text_embed"] = "text_embedding",
        ["rec.head"] = "head/out",
    };

    private static readonly Dictionary<string, string> Inside = new(StringComparer.Ordinal)
    {
        ["norm1"] = "norm1",
        ["sa_in"] = "sa_in",
        ["q"] = "self_attn/q",
        ["k"] = "self_attn/k",
        ["q_norm"] = "self_attn/q_norm",
        ["k_norm"] = "self_attn/k_norm",
        ["q_rope"] = "self_attn/q_rope",
        ["k_rope"] = "self_attn/k_rope",
        ["v"] = "self_attn/v",
        ["sa_pre_o"] = "self_attn/attention",
        ["sa_out"] = "self_attn/o",
        ["norm3"] = "norm3",
        ["ca_q_norm"] = "cross_attn/q_norm",
        ["ca_k_norm"] = "cross_attn/k_norm",
        ["ca_v"] = "cross_attn/v",
        ["ca_pre_o"] = "cross_attn/attention",
        ["ca_out"] = "cross_attn/o",
        ["norm2"] = "norm2",
        ["ffn_in"] = "ffn_in",
        ["ffn_mid"] = "ffn/mid",
        ["ffn_out"] = "ffn/out",
    };

    /// <summary>The tap of an oracle tensor, or null if we have none for it.</summary>
    public static string? TapOf(string tensor)
    {
        if (Outside.TryGetValue(tensor, out var outside))
        {
            return outside;
        }

        if (BlockOutput().Match(tensor) is { Success: true } output)
        {
            return Block(output) + "/out";
        }

        return BlockInside().Match(tensor) is { Success: true } inside && Inside.TryGetValue(inside.Groups[2].Value, out var name)
            ? Block(inside) + "/" + name
            : null;
    }

    private static string Block(Match match) =>
        "blocks." + int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture).ToString("00", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^rec\.block(\d+)$")]
    private static partial Regex BlockOutput();

    [GeneratedRegex(@"^rec\.b(\d+)\.(\w+)$")]
    private static partial Regex BlockInside();
}
