using System.Text;
using Workbench.Pipeline.Checkpoints;
using static Workbench.Pipeline.Text.Tokenization.SentencePieceFile;

namespace Workbench.Pipeline.Text.Tokenization;

/// <summary>Encodes as the SentencePiece library does from <c>spiece.model</c>: no special tokens in text, unknown characters spelt in bytes if the model has them.</summary>
internal sealed class SentencePieceRoute : ITokenRoute
{
    private readonly SentencePieceFile file;
    private readonly SentencePieceNormalizer normalizer;
    private readonly UnigramModel model;
    private readonly ByteFallback? bytes;
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly int unknown;

    /// <exception cref="CheckpointException">Not a unigram model, or its pieces contradict each other.</exception>
    public SentencePieceRoute(SentencePieceFile file)
    {
        this.file = file;
        if (file.ModelType != 1)
        {
            throw new CheckpointException($"{file.Path}: model type {file.ModelType}, expected 1 (unigram).");
        }

        for (var id = 0; id < file.Pieces.Count; id++)
        {
            if (file.Pieces[id].Length == 0 || !ids.TryAdd(file.Pieces[id], id))
            {
                throw new CheckpointException($"{file.Path}: piece {id} ('{file.Pieces[id]}') is empty or already defined.");
            }
        }

        unknown = file.Kinds.IndexOf(Kind.Unknown);
        if (unknown < 0)
        {
            throw new CheckpointException($"{file.Path}: has no unknown piece.");
        }

        bytes = file.ByteFallback ? new(IdOf) : null;
        if (bytes is { Missing: > 0 })
        {
            throw new CheckpointException($"{file.Path}: byte fallback is on, but {bytes.Missing} of the 256 byte pieces are missing.");
        }

        normalizer = new(file);
        var normal = Enumerable.Range(0, file.Pieces.Count).Where(id => file.Kinds[id] == Kind.Normal).Select(id => file.Scores[id]).DefaultIfEmpty(0);

        // The library starts its search for the best score at the smallest positive float, which log probabilities never exceed.
        const float SmallestPositive = 1.17549435e-38f;
        var (worst, best) = (normal.Min(), Math.Max(SmallestPositive, normal.Max()));
        model = new(file.Pieces, [.. Enumerable.Range(0, file.Pieces.Count).Select(id => Score(id, best))], Matched, worst, unknown, single: true);
    }

    public List<int> Encode(string text)
    {
        var utf8 = normalizer.Normalize(Encoding.UTF8.GetBytes(text));
        var output = new List<int>();
        var afterUnknown = false;
        foreach (var (start, end, id) in model.Segmentation(utf8))
        {
            // Neighbouring unknown characters are one unknown piece, unless they are spelt.
            if (id != unknown || (bytes?.TryAppend(utf8.AsSpan(start..end), output) != true && !afterUnknown))
            {
                output.Add(id);
            }

            afterUnknown = id == unknown && bytes is null;
        }

        return output;
    }

    public string Normalize(string text) => Encoding.UTF8.GetString(normalizer.Normalize(Encoding.UTF8.GetBytes(text)));

    public string Piece(int id) => file.Pieces[id];

    /// <summary>The id of a control piece, or null.</summary>
    public int? Control(string piece) => IdOf(piece) is >= 0 and var id && file.Kinds[id] == Kind.Control ? id : null;

    private int IdOf(string piece) => ids.GetValueOrDefault(piece, -1);

    private bool Matched(int id) => file.Kinds[id] is Kind.Normal or Kind.UserDefined;

    /// <summary>User-defined pieces nearly always win: they score as their bytes would at the best score.</summary>
    private double Score(int id, float best) =>
        file.Kinds[id] == Kind.UserDefined ? (Encoding.UTF8.GetByteCount(file.Pieces[id]) * best) - 0.1 : file.Scores[id];
}
