using System.Globalization;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>The oracle stores parts of large tensors and says which in words: "every 2nd row and column", "first 48 columns", "channels 0..3 of 32", "batch item 0".</summary>
internal static partial class Thinning
{
    [GeneratedRegex(@"every (\d+)(?:st|nd|rd|th) row and column")]
    private static partial Regex EveryNth { get; }

    [GeneratedRegex(@"frames (\d+)\.\.(\d+)")]
    private static partial Regex FrameRange { get; }

    /// <summary>The same part of our tensor. All cuts but "frames a..b" and "every nth" are leading parts.</summary>
    public static Tensor Apply(Tensor got, Tensor expected, string meaning)
    {
        if (got.dim() != expected.dim())
        {
            return got;
        }

        if (EveryNth.Match(meaning) is { Success: true } every)
        {
            var step = long.Parse(every.Groups[1].Value, CultureInfo.InvariantCulture);
            var rows = IsImage(got) ? 0 : got.dim() - 2;
            got = got.slice(rows, 0, got.shape[rows], step).slice(rows + 1, 0, got.shape[rows + 1], step);
        }

        if (FrameRange.Match(meaning) is { Success: true } range)
        {
            got = got.narrow(-1, long.Parse(range.Groups[1].Value, CultureInfo.InvariantCulture), expected.shape[^1]);
        }

        for (var d = 0; d < got.dim(); d++)
        {
            got = got.shape[d] > expected.shape[d] ? got.narrow(d, 0, expected.shape[d]) : got;
        }

        return got;
    }

    /// <summary>Height, width, colour.</summary>
    private static bool IsImage(Tensor t) => t.dtype == ScalarType.Byte && t.dim() == 3 && t.shape[2] == 3;
}
