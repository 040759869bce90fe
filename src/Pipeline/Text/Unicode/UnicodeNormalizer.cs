using System.Text;

namespace Workbench.Pipeline.Text.Unicode;

/// <summary>
/// Unicode normalisation (UAX 15) on own tables. <see cref="string.Normalize(NormalizationForm)"/> hands its input back unchanged when
/// globalisation is invariant, as it is here: a bare Debian has no ICU.
/// </summary>
public static class UnicodeNormalizer
{
    /// <summary>The text in the given form. Lone surrogates pass unchanged. Linear in the text's length.</summary>
    public static string Normalize(string text, NormalizationForm form)
    {
        // Below U+0300 everything is in form C already, below U+0080 in every form.
        var inert = form == NormalizationForm.FormC ? 0x300 : 0x80;
        if (text.All(c => c < inert))
        {
            return text;
        }

        var data = NormalizationData.Instance;
        var codePoints = Decompose(text, form is NormalizationForm.FormKC or NormalizationForm.FormKD, data);
        Reorder(codePoints, data);
        if (form is NormalizationForm.FormC or NormalizationForm.FormKC)
        {
            Compose(codePoints, data);
        }

        return ToText(codePoints);
    }

    private static List<int> Decompose(string text, bool compatibility, NormalizationData data)
    {
        var output = new List<int>(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            Append(pair ? char.ConvertToUtf32(text[i], text[++i]) : text[i]);
        }

        return output;

        void Append(int codePoint)
        {
            if (Hangul.Decompose(codePoint, output))
            {
                return;
            }

            if (data.Canonical.TryGetValue(codePoint, out var parts) || (compatibility && data.Compatibility.TryGetValue(codePoint, out parts)))
            {
                foreach (var part in parts)
                {
                    Append(part);
                }
            }
            else
            {
                output.Add(codePoint);
            }
        }
    }

    /// <summary>Sorts each run of combining marks by class, stably.</summary>
    private static void Reorder(List<int> codePoints, NormalizationData data)
    {
        for (var start = 0; start < codePoints.Count; start++)
        {
            if (data.Class(codePoints[start]) == 0)
            {
                continue;
            }

            var end = start + 1;
            while (end < codePoints.Count && data.Class(codePoints[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                var sorted = codePoints.GetRange(start, end - start).OrderBy(c => data.Class(c)).ToList();
                for (var i = 0; i < sorted.Count; i++)
                {
                    codePoints[start + i] = sorted[i];
                }
            }

            start = end;
        }
    }

    /// <summary>Joins each starter with the marks that follow it unblocked, in place.</summary>
    private static void Compose(List<int> codePoints, NormalizationData data)
    {
        var starter = -1;
        var write = 0;

        // Class of the last mark left standing after the starter; -1 when there is none. An equal or higher class blocks.
        var lastClass = -1;
        for (var read = 0; read < codePoints.Count; read++)
        {
            var current = codePoints[read];
            int currentClass = data.Class(current);
            if (starter >= 0 && lastClass < currentClass && Pair(codePoints[starter], current) is { } whole)
            {
                codePoints[starter] = whole;
                continue;
            }

            if (currentClass == 0)
            {
                starter = write;
                lastClass = -1;
            }
            else
            {
                lastClass = currentClass;
            }

            codePoints[write++] = current;
        }

        codePoints.RemoveRange(write, codePoints.Count - write);

        int? Pair(int first, int second) =>
            Hangul.Compose(first, second) ?? (data.Compositions.TryGetValue((first, second), out var whole) ? whole : null);
    }

    private static string ToText(List<int> codePoints)
    {
        var builder = new StringBuilder(codePoints.Count + 16);
        foreach (var codePoint in codePoints)
        {
            if (codePoint < 0x10000)
            {
                builder.Append((char)codePoint);
            }
            else
            {
                builder.Append(char.ConvertFromUtf32(codePoint));
            }
        }

        return builder.ToString();
    }
}
