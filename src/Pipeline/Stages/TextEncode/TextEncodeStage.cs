using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using Workbench.Pipeline.Text.Cleaning;
using Workbench.Pipeline.Text.Tokenization;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.TextEncode;

/// <summary>
/// Stage 10: prompt to context. Loads once, runs many times. Texts are encoded one by one, as upstream does, so that the prompt's numbers
/// do not depend on there being a negative prompt.
/// </summary>
/// <param name="tokenizer">Tokenizer.</param>
/// <param name="encoder">Owned by the stage.</param>
/// <param name="options">Options.</param>
public sealed class TextEncodeStage(PromptTokenizer tokenizer, Umt5Encoder encoder, TextEncodeOptions options) : IDisposable
{
    /// <summary>Options.</summary>
    public TextEncodeOptions Options => options;

    /// <summary>Loads the encoder's weights onto the device, strictly.</summary>
    /// <param name="tokenizer">Tokenizer.</param>
    /// <param name="checkpoint">State dict of <c>models_t5_umt5-xxl-enc-bf16</c>; may be closed afterwards.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="options">Options.</param>
    /// <param name="device">Where the encoder runs.</param>
    /// <exception cref="CheckpointException">A key is missing, extra, or of another shape.</exception>
    public static TextEncodeStage Load(PromptTokenizer tokenizer, ICheckpoint checkpoint, Umt5Config config, TextEncodeOptions options, Device device)
    {
        var parameters = new CheckpointParameters(checkpoint, device);
        var encoder = new Umt5Encoder(new(parameters, "", options.Dtype), config);
        try
        {
            parameters.RequireAllTaken();
            return new(tokenizer, encoder, options);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>Encodes the prompt and, where there is one, the negative prompt.</summary>
    /// <param name="inputs">Prompts.</param>
    /// <param name="tap">Names <c>t5/...</c> and <c>context</c>; <c>t5.null/...</c> and <c>context_null</c> for the negative prompt.</param>
    /// <param name="cancellation">Asked before each block.</param>
    public TextEncodeOutputs Run(TextEncodeInputs inputs, Tap tap, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var prompt = Encode(inputs.Prompt, tap, "", cancellation);
        if (inputs.NegativePrompt is null)
        {
            return new(prompt);
        }

        try
        {
            return new(prompt, Encode(inputs.NegativePrompt, tap, "null", cancellation));
        }
        catch
        {
            prompt.Dispose();
            throw;
        }
    }

    public void Dispose() => encoder.Dispose();

    private EncodedText Encode(string prompt, Tap tap, string role, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var text = PromptCleaner.Clean(prompt, options.Cleaning);
        var tokens = tokenizer.Encode(text, options.TextLength);
        if (tokens.Ids.Max() >= encoder.Config.Vocabulary)
        {
            throw new CheckpointException($"{tokenizer.Source}: gives id {tokens.Ids.Max()}, but the encoder's table has {encoder.Config.Vocabulary} rows: tokenizer and weights do not belong together.");
        }

        var ids = tensor(tokens.Ids).unsqueeze(0); // [1, L]
        var mask = tensor(tokens.Mask).unsqueeze(0); // [1, L]
        var names = role.Length == 0 ? (Encoder: "t5", Context: "context") : (Encoder: "t5." + role, Context: "context_" + role);
        var x = encoder.Forward(ids.to(encoder.Device), mask.to(encoder.Device), tap[names.Encoder], cancellation); // [1, L, dim]

        // Rows beyond the prompt are cut off and zeros put in their place, which the DiT attends to.
        var context = zeros_like(x, options.OutputDtype ?? x.dtype);
        context.narrow(1, 0, tokens.Count).copy_(x.narrow(1, 0, tokens.Count));
        context = tap.Pass(names.Context, context);
        return new(text, ids.DetachFromDisposeScope(), mask.DetachFromDisposeScope(), context.DetachFromDisposeScope(), tokens.Count, tokens.Dropped);
    }
}
