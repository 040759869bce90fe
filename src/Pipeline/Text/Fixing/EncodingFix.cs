using System.Text.RegularExpressions;

namespace Workbench.Pipeline.Text.Fixing;

/// <summary>Undoes mojibake: UTF-8 that was read in a single-byte encoding, once or several times over, in the whole text or in parts of it.</summary>
internal static class EncodingFix
{
    private static readonly Regex Embedded = BuildEmbedded();

    /// <summary>Repairs until nothing changes; text that does not look bad comes back untouched.</summary>
    public static string Apply(string text)
    {
        while (true)
        {
            var next = Step(text);
            if (next == text)
            {
                return text;
            }

            text = next;
        }
    }

    private static string Step(string text)
    {
        if (System.Text.Ascii.IsValid(text) || !Badness.IsBad(text))
        {
            return text;
        }

        foreach (var encoding in SingleByteEncoding.All)
        {
            if (encoding.CanEncode(text) && Reread(text, encoding) is { } whole)
            {
                return whole;
            }
        }

        // Not the whole text: the parts of it that look like UTF-8.
        var inParts = Embedded.Replace(text, part => part.Length < text.Length && Badness.IsBad(part.Value) ? Apply(part.Value) : part.Value);
        if (inParts != text)
        {
            return inParts;
        }

        // What is left are C1 controls, meant as Windows-1252.
        return C1Controls.Apply(text);
    }

    /// <summary>The text's bytes in that encoding read as UTF-8, or null where they are not.</summary>
    private static string? Reread(string text, SingleByteEncoding encoding)
    {
        var bytes = encoding.EncodeAsLatin1(text);
        bytes = encoding.IsMacRoman ? bytes : DamagedUtf8.RestoreNoBreakSpaces(bytes);
        bytes = encoding.IsSloppy ? DamagedUtf8.ReplaceLossy(bytes) : bytes;
        return Utf8Variants.Decode(bytes);
    }

    /// <summary>Runs of what UTF-8 sequences look like in the Latin-like encodings, a space standing for a no-break space.</summary>
    private static Regex BuildEmbedded()
    {
        // Dashes, quotes, bullets and dots also stand for themselves next to mojibake.
        const string Plain = "–—―‘’‚“”„•…";
        var continuation = Characters(Enumerable.Range(0x80, 0x40));
        var strict = string.Concat(continuation.Where(c => !Plain.Contains(c)));
        var two = Characters(Enumerable.Range(0xc2, 0x1e));
        var three = Characters(Enumerable.Range(0xe0, 0x10));
        var four = Characters([0xf0, 0xf3]);
        return new(
            $"(?<![{strict}])(?:[{two}][{continuation} ]|[{three}][{continuation} ]{{2}}|[{four}][{continuation} ]{{3}})+",
            RegexOptions.CultureInvariant);
    }

    /// <summary>What these bytes mean in Latin-1 and the Windows encodings.</summary>
    private static string Characters(IEnumerable<int> bytes) =>
        string.Concat(bytes.SelectMany(b => SingleByteEncoding.All.Take(7).Select(e => e[b])).Distinct());
}
