using System.Text;

namespace Workbench.Pipeline.Text.Tokenization;

/// <summary>Normalises text as SentencePiece does before segmentation (normalizer.cc): charsmap, white space rules, the space mark U+2581.</summary>
internal sealed class SentencePieceNormalizer(SentencePieceFile model)
{
    private static readonly byte[] Mark = Encoding.UTF8.GetBytes("▁");

    private readonly PieceTable userDefined = new(
        Enumerable.Range(0, model.Pieces.Count).Where(id => model.Kinds[id] == SentencePieceFile.Kind.UserDefined).Select(id => (model.Pieces[id], id)));

    /// <summary>UTF-8 to UTF-8. Linear in the text's length.</summary>
    public byte[] Normalize(ReadOnlySpan<byte> text)
    {
        var space = model.EscapeWhitespaces ? Mark : " "u8;
        while (model.RemoveExtraWhitespaces && !text.IsEmpty && NextPart(text, out var consumed).SequenceEqual(" "u8))
        {
            text = text[consumed..];
        }

        if (text.IsEmpty)
        {
            return [];
        }

        var output = new List<byte>((text.Length * 2) + 3);
        if (model.AddDummyPrefix && !model.WhitespaceAsSuffix)
        {
            output.AddRange(space);
        }

        var afterSpace = model.RemoveExtraWhitespaces;
        while (!text.IsEmpty)
        {
            var part = NextPart(text, out var consumed);
            part = afterSpace ? part.TrimStart((byte)' ') : part;
            foreach (var b in part)
            {
                if (b == ' ')
                {
                    output.AddRange(space);
                }
                else
                {
                    output.Add(b);
                }
            }

            // A part that vanished leaves the state as it was.
            afterSpace = model.RemoveExtraWhitespaces && (part.IsEmpty ? afterSpace : part[^1] == ' ');
            text = text[consumed..];
        }

        var end = output.Count;
        while (model.RemoveExtraWhitespaces && System.Runtime.InteropServices.CollectionsMarshal.AsSpan(output)[..end].EndsWith(space))
        {
            end -= space.Length;
        }

        output.RemoveRange(end, output.Count - end);
        if (model.AddDummyPrefix && model.WhitespaceAsSuffix)
        {
            output.AddRange(space);
        }

        return [.. output];
    }

    /// <summary>What the beginning of the text becomes: a user-defined piece as it is, the longest rule's replacement, or one character.</summary>
    private ReadOnlySpan<byte> NextPart(ReadOnlySpan<byte> text, out int consumed)
    {
        consumed = LongestUserDefined(text);
        if (consumed > 0)
        {
            return text[..consumed];
        }

        if (model.Charsmap is { } rules && rules.TryLongest(text, out consumed, out var replacement))
        {
            return replacement;
        }

        consumed = Utf8.Length(text);
        return text[..consumed];
    }

    private int LongestUserDefined(ReadOnlySpan<byte> text)
    {
        for (var length = Math.Min(text.Length, userDefined.Longest(text[0])); length > 0; length--)
        {
            if (userDefined.Find(text[..length]) >= 0)
            {
                return length;
            }
        }

        return 0;
    }
}
