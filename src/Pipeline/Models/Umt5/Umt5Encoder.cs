using Workbench.Pipeline.Offload;
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
    private readonly IDisposable? source;
    private readonly Visiting<Tensor> embedding;
    private readonly Visiting<Umt5Block>[] blocks;
    private readonly Visiting<Umt5Norm> norm;

    /// <param name="parameters">State dict of <c>models_t5_umt5-xxl-enc-bf16</c>.</param>
    /// <param name="config">Sizes.</param>
    /// <exception cref="Checkpoints.CheckpointException">A key is missing or of another shape.</exception>
    public Umt5Encoder(ParameterScope parameters, Umt5Config config)
        : this(parameters, config, keep: true)
    {
        using var table = embedding!.Begin();
        Device = table.Value.device;
    }

    private Umt5Encoder(ParameterScope parameters, Umt5Config config, bool keep)
    {
        this.config = config;
        embedding = new(() => parameters["token_embedding"].Tensor("weight", config.Vocabulary, config.Dim), keep);
        blocks = [.. Enumerable.Range(0, config.Layers).Select(i => new Visiting<Umt5Block>(() => new(parameters["blocks"][i], config), keep))];
        norm = new(() => new(parameters["norm"], config), keep);
    }

    private Umt5Encoder(ParameterScope parameters, Umt5Config config, Device device, IDisposable source)
        : this(parameters, config, keep: false) => (Device, this.source) = (device, source);

    /// <summary>
    /// An encoder that owns no memory between calls: each call takes the table, then one block after another, from <paramref name="source"/> and frees each
    /// behind its use. At most one of them is on the device (XXL in bf16: 2.1 GB, then 0.39 GB a block, of 11.4 GB). Cost of a call: all bytes over the bus.
    /// </summary>
    /// <param name="parameters">Its parameters, on <paramref name="device"/>.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="source">Where the parameters come from; owned by the encoder.</param>
    public static Umt5Encoder Offloaded(ParameterScope parameters, Umt5Config config, Device device, IDisposable source) => new(parameters, config, device, source);

    /// <summary>Asks for every parameter once, part by part, keeping none: whether they are there and have their shapes.</summary>
    /// <exception cref="Checkpoints.CheckpointException">A key is missing or of another shape.</exception>
    public static void Require(ParameterScope parameters, Umt5Config config)
    {
        using var encoder = new Umt5Encoder(parameters, config, keep: false);
        encoder.embedding.Begin().Dispose();
        Array.ForEach(encoder.blocks, block => block.Begin().Dispose());
        encoder.norm.Begin().Dispose();
    }

    /// <summary>Sizes.</summary>
    public Umt5Config Config => config;

    /// <summary>Where the encoder runs.</summary>
    public Device Device { get; } = CPU;

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
        var x = tap.Pass("embed", Embed(ids.flatten()).view(b, length, config.Dim)); // [b, L, dim]
        var buckets = Umt5PositionBias.Buckets(length, config.Buckets, config.MaxDistance).to(x.device); // [L, L]
        var masked = mask.eq(0).view(b, 1, 1, length);
        for (var i = 0; i < blocks.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var before = x;
            using var block = blocks[i].Begin();
            x = block.Value.Forward(x, buckets, masked, tap["blocks", i]); // [b, L, dim]
        }

        using var last = norm.Begin();
        return tap.Pass("out", last.Value.Forward(x)).MoveToOuterDisposeScope(); // [b, L, dim]
    }

    public void Dispose()
    {
        embedding.Dispose();
        norm.Dispose();
        foreach (var block in blocks)
        {
            block.Dispose();
        }

        source?.Dispose();
    }

    /// <param name="ids">[n] int64.</param>
    /// <returns>[n, dim].</returns>
    private Tensor Embed(Tensor ids)
    {
        using var table = embedding.Begin();
        return table.Value.index_select(0, ids);
    }
}
