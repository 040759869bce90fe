using System.Text;
using static Workbench.Pipeline.Text.Tokenization.HuggingFace.PreTokenizers;

namespace Workbench.Pipeline.Text.Tokenization.HuggingFace;

/// <summary>Encodes as HF tokenizers does from <c>tokenizer.json</c>: added tokens cut out, then normalised, cut into words, and each word segmented.</summary>
internal sealed class HuggingFaceRoute : ITokenRoute
{
    private readonly AddedTokenMatcher raw;
    private readonly AddedTokenMatcher normalised;
    private readonly Func<string, string> normalizer;
    private readonly Func<Word, IEnumerable<Word>> preTokenizer;
    private readonly UnigramModel model;
    private readonly IReadOnlyList<string> pieces;
    private readonly Dictionary<int, string> added;
    private readonly int? unknown;
    private readonly ByteFallback? bytes;

    public HuggingFaceRoute(
        IReadOnlyList<AddedToken> tokens, Func<string, string> normalizer, Func<Word, IEnumerable<Word>> preTokenizer,
        UnigramModel model, IReadOnlyList<string> pieces, int? unknown, bool byteFallback)
    {
        raw = new(tokens.Where(t => !t.Normalized));
        normalised = new(tokens.Where(t => t.Normalized).Select(t => t with { Content = normalizer(t.Content) }));
        this.normalizer = normalizer;
        this.preTokenizer = preTokenizer;
        this.model = model;
        this.pieces = pieces;
        this.unknown = unknown;
        added = tokens.ToDictionary(t => t.Id, t => t.Content);
        bytes = byteFallback ? new(piece => model.Find(Encoding.UTF8.GetBytes(piece))) : null;
    }

    public List<int> Encode(string text)
    {
        var output = new List<int>();
        foreach (var (token, word) in Parts(text))
        {
            if (token is null)
            {
                EncodeWord(word, output);
            }
            else
            {
                output.Add(token.Id);
            }
        }

        return output;
    }

    public string Normalize(string text) => string.Concat(Parts(text).Select(part => part.Token?.Content ?? part.Word));

    public string Piece(int id) => added.TryGetValue(id, out var content) ? content : pieces[id];

    private IEnumerable<(AddedToken? Token, string Word)> Parts(string text)
    {
        foreach (var outer in raw.Split(text))
        {
            if (outer.Token is not null)
            {
                yield return (outer.Token, "");
                continue;
            }

            foreach (var inner in normalised.Split(normalizer(outer.Text)))
            {
                if (inner.Token is not null)
                {
                    yield return (inner.Token, "");
                    continue;
                }

                foreach (var word in preTokenizer(new(inner.Text, outer.AtStart && inner.AtStart)))
                {
                    yield return (null, word.Text);
                }
            }
        }
    }

    /// <summary>Neighbouring unknown characters are fused, then spelt in bytes if all of these have pieces, else one unknown token.</summary>
    private void EncodeWord(string word, List<int> output)
    {
        ReadOnlySpan<byte> utf8 = Encoding.UTF8.GetBytes(word);
        var segments = model.Segmentation(utf8);
        for (var i = 0; i < segments.Count; i++)
        {
            var (start, end, id) = segments[i];
            if (id != unknown)
            {
                output.Add(id);
                continue;
            }

            while (i + 1 < segments.Count && segments[i + 1].Id == unknown)
            {
                end = segments[++i].End;
            }

            var fused = utf8[start..end];
            if (model.Find(fused) is >= 0 and var known)
            {
                output.Add(known);
            }
            else if (bytes?.TryAppend(fused, output) != true)
            {
                output.Add(id);
            }
        }
    }
}
