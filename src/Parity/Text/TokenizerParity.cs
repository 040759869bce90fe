using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Pipeline.Text.Cleaning;
using Workbench.Pipeline.Text.Tokenization;
using static TorchSharp.torch;

namespace Workbench.Parity.Text;

/// <summary>Cleaned texts, normalised texts, pieces and ids of every recorded prompt, for each route; then the padded tensors.</summary>
public sealed class TokenizerParity : IParitySuite
{
    public string Case => "tokenizer";

    public int Stage => 10;

    public void Run(ParityContext context)
    {
        var oracle = context.Oracle;
        var hf = PromptTokenizer.FromTokenizerJson(oracle.At(TextFolder.TokenizerJson));
        var spelling = PromptTokenizer.FromTokenizerJson(oracle.At(TextFolder.TokenizerJson), byteFallback: true);
        var sentencePiece = PromptTokenizer.FromSentencePiece(oracle.At(TextFolder.SentencePiece));
        var prompts = TextFolder.RecordedPrompts(oracle);
        var cleaning = TextFolder.Cleaning(oracle);

        Texts(context, prompts, "cleaned", p => PromptCleaner.Clean(Text(p, "text"), cleaning));
        Texts(context, prompts, "normalized_spm", p => sentencePiece.Normalize(Text(p, "cleaned")));
        Texts(context, prompts, "pieces_spm", p => string.Join(' ', sentencePiece.Pieces(Text(p, "cleaned"))));
        Texts(context, prompts, "ids_hf", p => Ids(hf, p, "ids_hf"));
        Texts(context, prompts, "ids_hf_byte_fallback", p => Ids(spelling, p, "ids_hf_byte_fallback"));
        Texts(context, prompts, "ids_spm", p => Ids(sentencePiece, p, "ids_spm"));

        var length = (int)oracle.File(Case + ".safetensors").Tensors["ids_hf"].Shape[1];
        var encoded = prompts.Select(p => hf.Encode(Text(p, "cleaned"), length)).ToList();
        context.Exact("ids_hf", Rows(context, encoded.Select(e => e.Ids)));
        context.Exact("mask_hf", Rows(context, encoded.Select(e => e.Mask)));
        context.Exact("ids_spm", Rows(context, prompts.Select(p => sentencePiece.Encode(Text(p, "cleaned"), length).Ids)));
    }

    /// <summary>Compares one field of all prompts; the row tells which prompts differ and how the first of them does.</summary>
    private static void Texts(ParityContext context, IReadOnlyList<JsonNode> prompts, string field, Func<JsonNode, string> compute)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var wrong = prompts.Select(p => (Prompt: p, Expected: Text(p, field), Got: compute(p))).Where(row => row.Expected != row.Got).ToList();
        context.Report(
            $"prompts.json/{field}", wrong.Count == 0,
            wrong.Count == 0 ? "" : $"prompts {string.Join(", ", wrong.Select(row => row.Prompt["index"]))} differ; the first: expected '{wrong[0].Expected}', got '{wrong[0].Got}'");
    }

    /// <summary>As many ids as were recorded: some routes were recorded uncut.</summary>
    private static string Ids(PromptTokenizer tokenizer, JsonNode prompt, string field)
    {
        var encoded = tokenizer.Encode(Text(prompt, "cleaned"), Math.Max(1, prompt[field]!.AsArray().Count));
        return string.Join(' ', encoded.Ids.Take(encoded.Count));
    }

    private static string Text(JsonNode prompt, string field) => prompt[field]!.GetValueKind() switch
    {
        JsonValueKind.Array => string.Join(' ', prompt[field]!.AsArray().Select(item => item!.ToString())),
        _ => prompt[field]!.GetValue<string>(),
    };

    private static Tensor Rows(ParityContext context, IEnumerable<long[]> rows) => stack(rows.Select(row => tensor(row))).to(context.Device);
}
