namespace Workbench.Pipeline.LipSync.Models.Whisper;

/// <summary>Sizes of a Whisper encoder. Source: transformers WhisperConfig.</summary>
/// <param name="Width">d_model.</param>
/// <param name="Layers">encoder_layers.</param>
/// <param name="HeadCount">encoder_attention_heads; divides the width.</param>
/// <param name="FeedForward">encoder_ffn_dim.</param>
/// <param name="MelBins">num_mel_bins.</param>
/// <param name="Positions">max_source_positions: encoder steps of one segment, half its mel frames.</param>
public sealed record WhisperConfig(long Width, long Layers, long HeadCount, long FeedForward, long MelBins, long Positions)
{
    /// <summary>openai/whisper-tiny, which MuseTalk uses.</summary>
    public static WhisperConfig Tiny { get; } = new(384, 4, 6, 1536, 80, 1500);

    /// <summary>Reads transformers' <c>config.json</c>.</summary>
    public static WhisperConfig From(JsonConfig json)
    {
        json.Require("activation_function", "gelu");
        var config = new WhisperConfig(
            json.Integer("d_model"), json.Integer("encoder_layers"), json.Integer("encoder_attention_heads"),
            json.Integer("encoder_ffn_dim"), json.Integer("num_mel_bins", 80), json.Integer("max_source_positions", 1500));
        return config.HeadCount > 0 && config.Width % config.HeadCount == 0
            ? config
            : throw json.Wrong("encoder_attention_heads", $"a divisor of d_model {config.Width}", config.HeadCount);
    }

    /// <summary>States handed on per step: the embedding, the outputs of all layers but the last, and the normalised last one.</summary>
    public long States => Layers + 1;
}
