using System.Globalization;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Parity.Text;

/// <summary>The text encoder: buckets, embedding, every step of block 0, the blocks, the result.</summary>
public sealed class T5Parity : IParitySuite
{
    /// <summary>The prompt whose steps are recorded; the blocks are recorded for the one before it too.</summary>
    private const int Recorded = 2;

    /// <summary>Steps of block 0, in order: name in the folder, name of the tap below <c>blocks.00</c>, whether it holds for all prompts.</summary>
    private static readonly (string Oracle, string Tap, bool Shared)[] Steps =
    [
        ("block0.pos_bias", "pos_bias", true),
        ("block0.norm1", "norm1", false),
        ("block0.q", "attn/q", false),
        ("block0.k", "attn/k", false),
        ("block0.v", "attn/v", false),
        ("block0.attn_pre_o", "attn/pre_o", false),
        ("block0.attn", "attn/out", false),
        ("block0.norm2", "norm2", false),
        ("block0.gate", "ffn/gate", false),
        ("block0.fc1", "ffn/fc1", false),
        ("block0.ffn", "ffn/out", false),
    ];

    public string Case => "t5";

    public int Stage => 10;

    public void Run(ParityContext context)
    {
        var config = TextFolder.Config(context.Oracle);
        var stored = context.Oracle.File(Case + ".safetensors").Tensors;
        foreach (var name in stored.Keys.Where(k => k.StartsWith("buckets", StringComparison.Ordinal)))
        {
            context.Exact(name, Umt5PositionBias.Buckets(stored[name].Shape[0], config.Buckets, config.MaxDistance));
        }

        var parameters = new CheckpointParameters(context.Weights(TextFolder.Weights), context.Device);
        using var encoder = new Umt5Encoder(new(parameters, "", context.Dtypes.TextEncoder), config);
        parameters.RequireAllTaken();

        string[] blocks = [.. Enumerable.Range(0, config.Layers).Select(i => "blocks." + i.ToString("00", CultureInfo.InvariantCulture))];
        using var captured = new CapturedTensors(["embed", .. Steps.Select(s => "blocks.00/" + s.Tap), .. blocks.Select(b => b + "/out")]);
        var result = encoder.Forward(context.Expected("ids"), context.Expected("mask"), new(captured, ""), context.Cancellation);

        // fp32 leaves 1e-5; what is only looked up is equal in bf16 too, on whose grid the weights lie.
        var limit = context.Strict ? 1e-5 : TextFolder.SixteenBit;
        var exact = context.Dtypes.TextEncoder == ScalarType.Float16 ? limit : 0;
        context.Compare("embed", captured["embed"].narrow(0, Recorded, 1), exact);
        foreach (var (name, tap, shared) in Steps)
        {
            var tensor = captured["blocks.00/" + tap];
            context.Compare(name, shared ? tensor : tensor.narrow(0, Recorded, 1), shared ? exact : limit);
        }

        for (var i = 0; i < config.Layers; i++)
        {
            context.Compare($"block{i}", captured[blocks[i] + "/out"].narrow(0, Recorded - 1, 2), limit);
        }

        context.Compare("out", result, limit);
    }
}
