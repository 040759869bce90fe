using System.Text.RegularExpressions;

namespace Workbench.Pipeline.Text.Tokenization.HuggingFace;

/// <summary>Cuts text at added tokens: leftmost first, the longest of those.</summary>
internal sealed partial class AddedTokenMatcher
{
    private readonly ILookup<char, AddedToken> byFirst;

    public AddedTokenMatcher(IEnumerable<AddedToken> tokens)
    {
        byFirst = tokens.Where(t => t.Content.Length > 0).OrderByDescending(t => t.Content.Length).ToLookup(t => t.Content[0]);
    }

    /// <param name="Token">The token, or null for text between tokens.</param>
    /// <param name="Text">The text, when it is no token.</param>
    /// <param name="AtStart">Whether this is the beginning.</param>
    internal readonly record struct Part(AddedToken? Token, string Text, bool AtStart);

    /// <summary>Tokens and the text between them, in order. Linear in the text's length.</summary>
    public IEnumerable<Part> Split(string text)
    {
        var done = 0;
        for (var i = 0; i < text.Length;)
        {
            if (Longest(text, i) is not { } token)
            {
                i++;
                continue;
            }

            var (start, end) = (i, i + token.Content.Length);
            i = end;
            if (token.SingleWord && (WordEnd().IsMatch(text[..start]) || WordStart().IsMatch(text[end..])))
            {
                continue;
            }

            while (token.LeftStrip && start > done && char.IsWhiteSpace(text[start - 1]))
            {
                start--;
            }

            while (token.RightStrip && end < text.Length && char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            // White space that an earlier token took may hold the beginning of this one.
            if (start > done)
            {
                yield return new(null, text[done..start], done == 0);
            }

            yield return new(token, "", start == 0);
            done = end;
        }

        if (done < text.Length)
        {
            yield return new(null, text[done..], done == 0);
        }
    }

    private AddedToken? Longest(string text, int position)
    {
        foreach (var token in byFirst[text[position]])
        {
            if (string.CompareOrdinal(text, position, token.Content, 0, token.Content.Length) == 0)
            {
                return token;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^\w", RegexOptions.CultureInvariant)]
    private static partial Regex WordStart();

    [GeneratedRegex(@"\w\z", RegexOptions.CultureInvariant)]
    private static partial Regex WordEnd();
}
