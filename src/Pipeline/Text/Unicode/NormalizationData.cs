using System.Globalization;
using Workbench.Pipeline.Text.Data;

namespace Workbench.Pipeline.Text.Unicode;

/// <summary>The normalisation tables of the Unicode Character Database, read once from an embedded file.</summary>
internal sealed class NormalizationData
{
    private static readonly Lazy<NormalizationData> Shared = new(() => new());

    private NormalizationData()
    {
        var excluded = new HashSet<int>();
        foreach (var line in EmbeddedText.Lines("Normalization.txt"))
        {
            var numbers = line[1..].Split(' ').Select(n => int.Parse(n, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            switch (line[0])
            {
                case '=':
                    Canonical.Add(numbers[0], numbers[1..]);
                    break;
                case '~':
                    Compatibility.Add(numbers[0], numbers[1..]);
                    break;
                case '@':
                    for (var c = numbers[0]; c <= numbers[1]; c++)
                    {
                        Classes.Add(c, (byte)numbers[2]);
                    }

                    break;
                default:
                    excluded.Add(numbers[0]);
                    break;
            }
        }

        // Pairs whose first member or whole is no starter are never composed either (UAX 15, D117 with table "Full composition exclusion").
        foreach (var (whole, parts) in Canonical)
        {
            if (parts.Length == 2 && !excluded.Contains(whole) && Class(whole) == 0 && Class(parts[0]) == 0)
            {
                Compositions.Add((parts[0], parts[1]), whole);
            }
        }
    }

    public static NormalizationData Instance => Shared.Value;

    /// <summary>One-level canonical decompositions (Hangul, which is arithmetic, is not listed).</summary>
    public Dictionary<int, int[]> Canonical { get; } = [];

    /// <summary>One-level compatibility decompositions.</summary>
    public Dictionary<int, int[]> Compatibility { get; } = [];

    /// <summary>Primary composites by their two parts.</summary>
    public Dictionary<(int First, int Second), int> Compositions { get; } = [];

    private Dictionary<int, byte> Classes { get; } = [];

    /// <summary>Canonical combining class.</summary>
    public byte Class(int codePoint) => codePoint < 0x300 ? (byte)0 : Classes.GetValueOrDefault(codePoint);
}
