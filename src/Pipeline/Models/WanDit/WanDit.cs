using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Offload;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>
/// WanModel (one expert) of Wan2.2 image-to-video: a velocity for a noisy latent. Source: wan/modules/model.py;
/// with <see cref="DtypePlan.LightX2V"/>, lightx2v/models/networks/wan.
/// <para>
/// Cost of one forward over L tokens: 2*L FLOP per block-matrix parameter (14.05e9 at full size) plus 4*L^2*D*layers for self-attention:
/// 1.8e15 at 480p and 6.8e15 at 720p (81 frames). Activations peak inside one block, at about 6 tensors of [L, D] and one of [L, ffn_dim];
/// nothing outlives a block but the residual stream.
/// </para>
/// </summary>
public sealed class WanDit : IDisposable
{
    private readonly DtypePlan dtypes;
    private readonly PatchEmbedding patchEmbedding;
    private readonly TextEmbedding textEmbedding;
    private readonly TimeEmbedding timeEmbedding;
    private readonly WanDitBlock[] blocks;
    private readonly WanHead head;
    private readonly Rope3D rope;
    private readonly IBlockWeights? offload;

    /// <summary>Builds the network and takes its parameters under upstream's keys.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="source">Where the parameters come from; what was taken is in <see cref="Parameters"/>.</param>
    /// <param name="dtypes">Who computes in what.</param>
    /// <param name="kernels">Implementations of the hot path; plain torch when null.</param>
    /// <param name="offload">Brings the weights of each block to the device, owned by the network; null where they are there.</param>
    /// <exception cref="Checkpoints.CheckpointException">A parameter is missing or has another shape.</exception>
    public WanDit(WanDitConfig config, IParameterSource source, DtypePlan dtypes, WanDitKernels? kernels = null, IBlockWeights? offload = null)
    {
        config.Validate();
        Config = config;
        this.dtypes = dtypes;
        this.offload = offload;
        kernels ??= WanDitKernels.Torch(dtypes);
        Parameters = new(source);
        try
        {
            var parameters = new ParameterScope(Parameters, "", dtypes.Compute);
            patchEmbedding = new(parameters["patch_embedding"], config);
            textEmbedding = new(parameters["text_embedding"], config, kernels.Elementwise);
            timeEmbedding = new(parameters, config, dtypes);
            blocks = [.. Enumerable.Range(0, config.NumLayers).Select(i => new WanDitBlock(parameters["blocks"][i], config, dtypes, kernels))];
            head = new(parameters["head"], config, dtypes, kernels);
            rope = new(config.HeadDim, dtypes.Angles);
        }
        catch
        {
            Parameters.Dispose(); // a checkpoint that fails at its last key must not leave gigabytes behind
            offload?.Dispose();
            throw;
        }
    }

    /// <summary>Sizes.</summary>
    public WanDitConfig Config { get; }

    /// <summary>Linear layers and plain parameters by state-dict key.</summary>
    public ParameterRegistry Parameters { get; }

    /// <summary>Where the network runs.</summary>
    public Device Device => patchEmbedding.Device;

    /// <summary>Predicts the velocity (noise minus clean latent) at one timestep.</summary>
    /// <param name="latents">[out_dim, T, h, w], the noisy latent.</param>
    /// <param name="y">[in_dim - out_dim, T, h, w]: mask channels, then image latent.</param>
    /// <param name="context">[1, text_len, text_dim], zero rows after the prompt.</param>
    /// <param name="timestep">0 to 1000, fractions allowed.</param>
    /// <param name="tap">Where intermediates are shown.</param>
    /// <param name="cancellation">Asked before every block.</param>
    /// <returns>[out_dim, T, h, w] in fp32; joins the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public Tensor Forward(Tensor latents, Tensor y, Tensor context, double timestep, Tap tap = default, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var grid = RequireShapes(latents, y, context);
        var rotation = rope.Table(grid, Device); // [L, 1, head_dim/2]

        var x = Embed(latents, y, tap); // [1, L, D]
        var t = full([1], timestep, ScalarType.Float64, Device); // [1]
        var (e, e0) = timeEmbedding.Forward(t, tap); // [1, D], [1, 6, D]
        context = tap.Pass("context", context.to(dtypes.Compute)); // [1, text_len, text_dim]
        var text = textEmbedding.Forward(context, tap); // [1, text_len, D]
        text = tap.Pass("text_embedding", text);

        for (var i = 0; i < blocks.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var before = x; // freed as soon as the block has its result
            using var weights = offload?.Use(i);
            x = blocks[i].Forward(before, e0, rotation, text, tap["blocks", i]); // [1, L, D]
        }

        var patches = head.Forward(x, e, tap); // [1, L, pt*ph*pw*out_dim]
        var velocity = Patches.Unpatchify(patches, grid, Config.PatchSize, Config.OutDim).to(ScalarType.Float32); // [out_dim, T, h, w]
        return tap.Pass("velocity", velocity).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        rope.Dispose();
        Parameters.Dispose();
        offload?.Dispose();
    }

    private Tensor Embed(Tensor latents, Tensor y, Tap tap)
    {
        using var scope = NewDisposeScope();
        var input = cat([latents.to(dtypes.Compute), y.to(dtypes.Compute)], 0); // [in_dim, T, h, w]
        input = tap.Pass("input", input);
        var x = patchEmbedding.Forward(input, tap); // [1, L, D]
        return tap.Pass("patch_embedding", x).to(dtypes.Residual).MoveToOuterDisposeScope();
    }

    private TokenGrid RequireShapes(Tensor latents, Tensor y, Tensor context)
    {
        var grid = TokenGrid.Of(latents.shape, Config.PatchSize);
        Require("latents", latents, [Config.OutDim, .. latents.shape[1..]]);
        Require("y", y, [Config.InDim - Config.OutDim, .. latents.shape[1..]]);
        Require("context", context, [1, Config.TextLen, Config.TextDim]);
        return grid;
    }

    private static void Require(string name, Tensor tensor, long[] shape)
    {
        if (!tensor.shape.AsSpan().SequenceEqual(shape))
        {
            throw new ArgumentException($"{name}: expected [{string.Join(",", shape)}], got [{string.Join(",", tensor.shape)}].");
        }
    }
}
