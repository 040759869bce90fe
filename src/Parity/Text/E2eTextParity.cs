using System.Text.Json.Nodes;
using Workbench.Pipeline.Stages.TextEncode;
using Workbench.Pipeline.Text.Tokenization;

namespace Workbench.Parity.Text;

/// <summary>The text half of the whole-pipeline case: ids, masks and contexts of prompt and negative prompt, through the stage itself.</summary>
public sealed class E2eTextParity : IParitySuite
{
    public string Case => "e2e";

    public int Stage => 10;

    public void Run(ParityContext context)
    {
        using var outputs = Encode(context);
        Compare(context, outputs.Prompt, "pos");
        Compare(context, outputs.Negative!, "neg");
    }

    /// <summary>Encodes the case's prompts as the stage does; the caller owns the result.</summary>
    public static TextEncodeOutputs Encode(ParityContext context)
    {
        var oracle = context.Oracle;
        JsonNode e2e = oracle.Manifest["hyper"]!["e2e"]!;
        var options = new TextEncodeOptions
        {
            TextLength = TextFolder.TextLength(oracle),
            Dtype = context.Dtypes.TextEncoder,
            Cleaning = TextFolder.Cleaning(oracle),
        };
        var tokenizer = PromptTokenizer.FromTokenizerJson(oracle.At(TextFolder.TokenizerJson));
        using var stage = TextEncodeStage.Load(tokenizer, context.Weights(TextFolder.Weights), TextFolder.Config(oracle), options, context.Device);
        return stage.Run(new(e2e["prompt"]!.GetValue<string>(), e2e["negative"]!.GetValue<string>()), default, context.Cancellation);
    }

    private static void Compare(ParityContext context, EncodedText text, string suffix)
    {
        context.Exact("ids_" + suffix, text.Ids[0]);
        context.Exact("mask_" + suffix, text.Mask[0]);
        context.Compare("context_" + suffix, text.Context[0].narrow(0, 0, text.Tokens), context.Strict ? 1e-5 : TextFolder.SixteenBit);
    }
}
