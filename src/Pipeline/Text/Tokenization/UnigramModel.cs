using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Text.Tokenization;

/// <summary>
/// Unigram language model segmentation (T. Kudo, "Subword Regularization", 2018): the sequence of pieces with the highest sum of scores,
/// found by dynamic programming over bytes. Cost: one table probe per byte of text and length of piece; memory 16 bytes per byte of text.
/// </summary>
internal sealed class UnigramModel
{
    /// <summary>What an unknown character scores below the worst piece.</summary>
    private const double UnknownPenalty = 10.0;

    private readonly PieceTable table;
    private readonly double[] scores;
    private readonly int? unknown;
    private readonly double unknownScore;
    private readonly bool single;

    /// <param name="pieces">Pieces by id.</param>
    /// <param name="scores">Log probabilities by id.</param>
    /// <param name="matched">Whether a piece can be found in text.</param>
    /// <param name="worst">Lowest score of an ordinary piece.</param>
    /// <param name="unknown">Id of the unknown piece.</param>
    /// <param name="single">Path scores are rounded to fp32 as SentencePiece's are; HF tokenizers keeps fp64. Ties fall differently.</param>
    public UnigramModel(IReadOnlyList<string> pieces, double[] scores, Func<int, bool> matched, double worst, int? unknown, bool single)
    {
        this.scores = scores;
        this.unknown = unknown;
        this.single = single;
        unknownScore = single ? (float)((float)worst - UnknownPenalty) : worst - UnknownPenalty;
        table = new(Enumerable.Range(0, pieces.Count).Where(matched).Select(id => (pieces[id], id)));
    }

    /// <summary>The id of exactly this piece, or -1.</summary>
    public int Find(ReadOnlySpan<byte> piece) => table.Find(piece);

    /// <summary>The best segmentation, in text order. Each unknown character is a segment of its own.</summary>
    /// <param name="text">UTF-8.</param>
    /// <exception cref="CheckpointException">A character is in no piece, and there is no unknown piece.</exception>
    public List<Segment> Segmentation(ReadOnlySpan<byte> text)
    {
        var best = new double[text.Length + 1];
        var nodes = new (int Start, int Id)[text.Length + 1];
        Array.Fill(nodes, (-1, -1));
        for (var start = 0; start < text.Length;)
        {
            var character = Utf8.Length(text[start..]);
            var known = false;
            var hash = PieceTable.Seed;
            var limit = Math.Min(text.Length, start + table.Longest(text[start]));
            for (var end = start + 1; end <= limit; end++)
            {
                hash = PieceTable.Extend(hash, text[end - 1]);
                if (table.Find(hash, text[start..end]) is >= 0 and var id)
                {
                    Offer(end, id, scores[id]);
                    known |= end - start == character;
                }
            }

            if (!known)
            {
                var id = unknown ?? throw new CheckpointException("the text holds a character that no piece covers, and the tokenizer has no unknown piece (unk_id).");
                Offer(start + character, id, unknownScore);
            }

            start += character;

            // Strictly better only: the first of equal paths stays, as in the reference implementations.
            void Offer(int end, int id, double score)
            {
                var candidate = best[start] + score;
                if (nodes[end].Start < 0 || candidate > best[end])
                {
                    best[end] = single ? (float)candidate : candidate;
                    nodes[end] = (start, id);
                }
            }
        }

        var segments = new List<Segment>();
        for (var end = text.Length; end > 0; end = nodes[end].Start)
        {
            segments.Add(new(nodes[end].Start, end, nodes[end].Id));
        }

        segments.Reverse();
        return segments;
    }

    /// <summary>A piece in text: bytes [Start, End).</summary>
    internal readonly record struct Segment(int Start, int End, int Id);
}
