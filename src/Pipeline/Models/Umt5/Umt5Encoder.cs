using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.Umt5;

/// <summary>
/// UMT5 text encoder. Source: wan/modules/t5.py, <c>T5Encoder</c> with one bias table per block (<c>shared_pos=False</c>).
/// Cost of the XXL size for 512 tokens: 4.8 TFLOP; 9.3 GB of bf16 block weights are read once per call, the embedding table only where ids point.
/// </summary>
public sealed class Umt5Encoder : IDisposable
{
    private readonly Umt5Config config;
    private readonly Tensor embedding;
    private readonly Umt5Block[] blocks;
    private readonly Umt5Norm norm;

    /// <param name="parameters">State dict of <c>models_t5_umt5-xxl-enc-bf16</c>.</param>
    /// <param name="config">Sizes.</param>
    /// <exception cref="Checkpoints.CheckpointException">A key is missing or of another shape.</exception>
    public Umt5Encoder(ParameterScope parameters, Umt5Config config)
    {
        this.config = config;
        embedding = parameters["token_embedding"].Tensor("weight", config.Vocabulary, config.Dim);
        blocks = [.. Enumerable.Range(0, config.Layers).Select(i => new Umt5Block(parameters["blocks"][i], config))];
        norm = new(parameters["norm"], config);
    }

    /// <summary>Sizes.</summary>
    public Umt5Config Config => config;

    /// <summary>Where the encoder runs.</summary>
    public Device Device => embedding.device;

    /// <summary>Runs all positions, padded ones too: upstream throws their rows away afterwards.</summary>
    /// <param name="ids">[b, L] int64.</param>
    /// <param name="mask">[b, L], 1 where ids hold a token.</param>
    /// <param name="tap">Names <c>embed</c>, <c>blocks.NN/...</c>, <c>out</c>.</param>
    /// <param name="cancellation">Asked before each block.</param>
    /// <returns>[b, L, dim] in the weights' dtype.</returns>
    public Tensor Forward(Tensor ids, Tensor mask, Tap tap, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var (b, length) = (ids.shape[0], ids.shape[1]);
        var x = embedding.index_select(0, ids.flatten()).view(b, length, config.Dim); // [b, L, dim]
        x = tap.Pass("embed", x);
        var buckets = Umt5PositionBias.Buckets(length, config.Buckets, config.MaxDistance).to(x.device); // [L, L]
        var masked = mask.eq(0).view(b, 1, 1, length);
        for (var i = 0; i < blocks.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var before = x;
            x = blocks[i].Forward(x, buckets, masked, tap["blocks", i]); // [b, L, dim]
        }

        return tap.Pass("out", norm.Forward(x)).MoveToOuterDisposeScope(); // [b, L, dim]
    }

    public void Dispose()
    {
        embedding.Dispose();
        norm.Dispose();
        foreach (var block in blocks)
        {
            block.Dispose();
        }
    }
}
