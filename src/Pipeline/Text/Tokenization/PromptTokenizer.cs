using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Text.Tokenization;

/// <summary>
/// Unigram tokenizer of T5 and UMT5, from either of the two files that describe one. They differ in results: <c>tokenizer.json</c> (HF tokenizers, upstream's
/// route) finds special tokens such as <c>&lt;/s&gt;</c> in text and may lack byte fallback; <c>spiece.model</c> (SentencePiece) takes text literally.
/// Thread-safe once built.
/// </summary>
public sealed class PromptTokenizer
{
    private readonly ITokenRoute route;
    private readonly IReadOnlyList<int> before;
    private readonly IReadOnlyList<int> after;

    internal PromptTokenizer(string source, ITokenRoute route, int padId, IReadOnlyList<int> before, IReadOnlyList<int> after)
    {
        Source = source;
        PadId = padId;
        this.route = route;
        this.before = before;
        this.after = after;
    }

    /// <summary>The file it was read from.</summary>
    public string Source { get; }

    /// <summary>Id that fills up to the text length.</summary>
    public int PadId { get; }

    /// <summary>
    /// Opens a tokenizer: a <c>tokenizer.json</c>, a <c>spiece.model</c>, a folder that holds one of them (the former preferred), or a model folder with
    /// <c>google/umt5-xxl</c> below it.
    /// </summary>
    /// <exception cref="CheckpointException">None is there (the message lists where was looked), or it is malformed.</exception>
    public static PromptTokenizer Open(string path)
    {
        if (File.Exists(path))
        {
            return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? FromTokenizerJson(path) : FromSentencePiece(path);
        }

        string[] folders = [path, Path.Combine(path, "google", "umt5-xxl")];
        foreach (var folder in folders)
        {
            if (Path.Combine(folder, "tokenizer.json") is var json && File.Exists(json))
            {
                return FromTokenizerJson(json);
            }

            if (Path.Combine(folder, "spiece.model") is var model && File.Exists(model))
            {
                return FromSentencePiece(model);
            }
        }

        throw new CheckpointException($"no tokenizer: neither tokenizer.json nor spiece.model in {string.Join(" or ", folders)}.\nNext: copy google/umt5-xxl of the model's repository there.");
    }

    /// <summary>Reads <c>tokenizer.json</c> of HF tokenizers; the pad token comes from the <c>tokenizer_config.json</c> beside it, if there is one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="byteFallback">Overrides <c>model.byte_fallback</c>.</param>
    /// <exception cref="CheckpointException">Malformed, or of a kind that is not supported.</exception>
    public static PromptTokenizer FromTokenizerJson(string path, bool? byteFallback = null) => HuggingFace.TokenizerJson.Read(path, byteFallback);

    /// <summary>Reads <c>spiece.model</c> of SentencePiece; the end of sequence is appended as T5 does.</summary>
    /// <exception cref="CheckpointException">Malformed, not unigram, or without an end-of-sequence piece.</exception>
    public static PromptTokenizer FromSentencePiece(string path)
    {
        var file = SentencePieceFile.Read(path);
        var route = new SentencePieceRoute(file);
        var eos = route.Control(file.EosPiece) ?? throw new CheckpointException($"{path}: no control piece '{file.EosPiece}' to end a prompt with.");
        var pad = route.Control(file.PadPiece) ?? throw new CheckpointException($"{path}: no control piece '{file.PadPiece}' to pad with.");
        return new(path, route, pad, [], [eos]);
    }

    /// <summary>The ids of a cleaned prompt with its special tokens, cut so that these stay, padded to the length.</summary>
    /// <param name="text">Cleaned prompt.</param>
    /// <param name="length">Text length, 512 for Wan.</param>
    public TokenizedPrompt Encode(string text, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, before.Count + after.Count);
        var tokens = route.Encode(text);
        var kept = Math.Min(tokens.Count, length - before.Count - after.Count);
        int[] all = [.. before, .. tokens.Take(kept), .. after];
        var ids = new long[length];
        var mask = new long[length];
        Array.Fill(ids, PadId);
        for (var i = 0; i < all.Length; i++)
        {
            (ids[i], mask[i]) = (all[i], 1);
        }

        return new(ids, mask, all.Length, tokens.Count - kept);
    }

    /// <summary>The pieces of a cleaned prompt, uncut and without special tokens at its ends.</summary>
    public IReadOnlyList<string> Pieces(string text) => [.. route.Encode(text).Select(route.Piece)];

    /// <summary>The text as it is segmented, with the space mark U+2581.</summary>
    public string Normalize(string text) => route.Normalize(text);
}
