using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Text.Cleaning;

namespace Workbench.Parity.Text;

/// <summary>What an oracle folder says about the text side.</summary>
internal static class TextFolder
{
    public const string Weights = "weights/t5.safetensors";
    public const string TokenizerJson = "tokenizer/tokenizer.json";
    public const string SentencePiece = "tokenizer/spiece.model";
    public const string Prompts = "tokenizer/prompts.json";

    /// <summary>Relative errors that 16-bit arithmetic may cost: eight bits of mantissa through a few blocks; upstream on a GPU measured 1.5e-2.</summary>
    public const double SixteenBit = 5e-2;

    /// <summary>Sizes of the encoder, from <c>hyper.t5</c>.</summary>
    public static Umt5Config Config(OracleFolder oracle)
    {
        var t5 = oracle.Manifest["hyper"]!["t5"]!;
        return new()
        {
            Vocabulary = Number("vocab"),
            Dim = Number("dim"),
            DimAttention = Number("dim_attn"),
            DimFfn = Number("dim_ffn"),
            Heads = Number("num_heads"),
            Layers = Number("num_layers"),
            Buckets = Number("num_buckets"),
        };

        int Number(string name) => t5[name]!.GetValue<int>();
    }

    /// <summary>Without text repair where the folder was made with ftfy stubbed out.</summary>
    public static PromptCleaning Cleaning(OracleFolder oracle) =>
        oracle.Manifest["stubbed"]?["ftfy"] is null ? PromptCleaning.Upstream : PromptCleaning.WithoutTextRepair;

    /// <summary>The recorded prompts.</summary>
    public static IReadOnlyList<JsonNode> RecordedPrompts(OracleFolder oracle)
    {
        using var stream = File.OpenRead(oracle.At(Prompts));
        return [.. JsonNode.Parse(stream)!["prompts"]!.AsArray().Select(p => p!)];
    }

    /// <summary>The folder's text length: <c>hyper.text_len</c>.</summary>
    public static int TextLength(OracleFolder oracle) => oracle.Manifest["hyper"]!["text_len"].Deserialize<int>();
}
