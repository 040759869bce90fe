using System.Globalization;
using Workbench.Harness.Listening;

namespace Workbench.Testing.Faults;

/// <summary>A fault at a place, as text: <c>nan-channel@blocks.03/self_attn/q</c>, <c>bypass@blocks.00/q_rope;from=blocks.00/q;seed=7</c>.</summary>
/// <param name="Kind">A name of <see cref="FaultCatalog"/>.</param>
/// <param name="Tap">
/// Name of the tap, without a count for all its passes, or with one (<c>#0</c> for the first) for a single pass;
/// <c>place!operation</c> is the launch of an announced operation, for faults that end the process.
/// </param>
/// <param name="Seed">Chooses elements and values.</param>
/// <param name="From">Tap the fault takes a tensor from, or null.</param>
public sealed record FaultSpec(string Kind, string Tap, int Seed = 0, string? From = null)
{
    /// <summary>Whether this pass of this tap is meant.</summary>
    public bool Hits(string path) =>
        Tap.Contains('#', StringComparison.Ordinal) ? path == Tap || (Tap.EndsWith("#0", StringComparison.Ordinal) && path == TapName.Bare(Tap)) : TapName.Bare(path) == Tap;

    /// <summary>Whether this launch is meant.</summary>
    public bool Hits(string path, string operation) => Tap == $"{path}!{operation}";

    /// <summary>Reads the text.</summary>
    /// <exception cref="FormatException">Not such a text.</exception>
    public static FaultSpec Parse(string text)
    {
        var parts = text.Split(';');
        var place = parts[0].Split('@');
        if (place.Length != 2 || place[1].Length == 0)
        {
            throw new FormatException($"'{text}': expected KIND@TAP[;seed=N][;from=TAP]");
        }

        var spec = new FaultSpec(place[0], place[1]);
        foreach (var part in parts.Skip(1))
        {
            spec = part.Split('=', 2) switch
            {
                ["seed", var seed] => spec with { Seed = int.Parse(seed, CultureInfo.InvariantCulture) },
                ["from", var tap] => spec with { From = tap },
                _ => throw new FormatException($"'{text}': unknown part '{part}'; expected seed=N or from=TAP"),
            };
        }

        _ = FaultCatalog.Find(spec.Kind);
        return spec;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Kind}@{Tap};seed={Seed}{(From is null ? "" : ";from=" + From)}");
}
