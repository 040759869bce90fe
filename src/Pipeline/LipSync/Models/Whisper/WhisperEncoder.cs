using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.Whisper;

/// <summary>
/// Encoder of Whisper, returning every hidden state. Source: transformers models/whisper/modeling_whisper.py WhisperEncoder.
/// Cost of whisper-tiny per 30 s segment: about 27 GFLOP, whatever the audio's length in it.
/// </summary>
public sealed class WhisperEncoder : IDisposable
{
    private readonly WhisperConfig config;
    private readonly Tensor conv1Weight;
    private readonly Tensor conv1Bias;
    private readonly Tensor conv2Weight;
    private readonly Tensor conv2Bias;
    private readonly Tensor positions;
    private readonly WhisperEncoderLayer[] layers;
    private readonly LayerNorm layerNorm;

    /// <param name="parameters">Scope above <c>encoder</c>.</param>
    /// <param name="config">Sizes.</param>
    public WhisperEncoder(ParameterScope parameters, WhisperConfig config)
    {
        this.config = config;
        var p = parameters["encoder"];
        conv1Weight = p["conv1"].Tensor("weight", config.Width, config.MelBins, 3);
        conv1Bias = p["conv1"].Tensor("bias", config.Width);
        conv2Weight = p["conv2"].Tensor("weight", config.Width, config.Width, 3);
        conv2Bias = p["conv2"].Tensor("bias", config.Width);
        positions = p["embed_positions"].Tensor("weight", config.Positions, config.Width);
        layers = [.. Enumerable.Range(0, (int)config.Layers).Select(i => new WhisperEncoderLayer(p["layers"][i], config))];
        layerNorm = new(p["layer_norm"], config.Width);
    }

    /// <summary>Sizes.</summary>
    public WhisperConfig Config => config;

    /// <summary>Where and in what dtype it computes.</summary>
    public Tensor Like => conv1Weight;

    /// <summary>All hidden states of one segment.</summary>
    /// <param name="mel">Log-mel [B, mel bins, 2*positions], in the network's dtype.</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <param name="rawLast">True leaves the last state without the final layer norm, as the Whisper of MuseTalk 1.0 did.</param>
    /// <returns>[B, positions, layers+1, width].</returns>
    public Tensor Forward(Tensor mel, Tap tap, bool rawLast = false)
    {
        using var scope = NewDisposeScope();
        var x = tap.Pass("conv1", F.conv1d(mel, conv1Weight, conv1Bias, padding: 1)); // [B, d, 2P]
        x = tap.Pass("conv2", F.conv1d(F.gelu(x), conv2Weight, conv2Bias, stride: 2, padding: 1)); // [B, d, P]
        x = F.gelu(x).transpose(1, 2) + positions; // [B, P, d]
        var states = new List<Tensor> { x };
        for (var i = 0; i < layers.Length; i++)
        {
            x = layers[i].Forward(x, tap["layers", i]); // [B, P, d]
            states.Add(x);
        }

        states[^1] = rawLast ? x : tap.Pass("layer_norm", layerNorm.Forward(x));
        return tap.Pass("hidden_states", stack(states, 2)).MoveToOuterDisposeScope(); // [B, P, layers+1, d]
    }

    public void Dispose()
    {
        conv1Weight.Dispose();
        conv1Bias.Dispose();
        conv2Weight.Dispose();
        conv2Bias.Dispose();
        positions.Dispose();
        layers.DisposeAll();
        layerNorm.Dispose();
    }
}
