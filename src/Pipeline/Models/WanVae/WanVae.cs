using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>
/// The causal video VAE of Wan2.1, which Wan2.2-I2V-A14B uses: [1, 3, F, H, W] in [-1, 1] to normalised latents [1, 16, (F-1)/4+1, H/8, W/8] and back.
/// Works chunk by chunk with a cache of the last frames, so that memory does not grow with the video. Everything runs in the dtype of the parameters.
/// Safe to share between stages: a run keeps its state in its own cache. Source: WanVAE_ in Wan2.2 wan/modules/vae2_1.py (arXiv 2503.20314, section 4.1).
/// </summary>
public sealed class WanVae : IDisposable
{
    internal const int PixelChannels = 3;

    private readonly Encoder encoder;
    private readonly CausalConv3d conv1;
    private readonly CausalConv3d conv2;
    private readonly Decoder decoder;

    /// <summary>Builds the network from parameters under upstream's keys.</summary>
    /// <param name="parameters">Root of the state dict; its dtype is the VAE's.</param>
    /// <param name="config">Shape.</param>
    /// <param name="dtype">The dtype of <paramref name="parameters"/>.</param>
    /// <param name="device">The device of <paramref name="parameters"/>.</param>
    /// <param name="kernels">Implementation of the hot operations; the plain one when null.</param>
    public WanVae(ParameterScope parameters, WanVaeConfig config, ScalarType dtype, Device device, IVaeKernels? kernels = null)
    {
        config.Validate();
        kernels ??= PlainVaeKernels.Instance;
        (Config, Dtype, Device) = (config, dtype, device);
        long z = config.LatentChannels;
        encoder = new(parameters["encoder"], config, kernels);
        conv1 = new(parameters["conv1"], 2 * z, 2 * z, (1, 1), kernels);
        conv2 = new(parameters["conv2"], z, z, (1, 1), kernels);
        decoder = new(parameters["decoder"], config, kernels);
        Scale = new(config, dtype, device);
    }

    /// <summary>Shape of the network.</summary>
    public WanVaeConfig Config { get; }

    /// <summary>Dtype of weights, activations and scale.</summary>
    public ScalarType Dtype { get; }

    /// <summary>Where the network runs.</summary>
    public Device Device { get; }

    /// <summary>Latent mean and inverse std.</summary>
    public LatentScale Scale { get; }

    /// <summary>Loads a checkpoint strictly: a missing, unknown or misshapen key is an error.</summary>
    /// <exception cref="CheckpointException">The checkpoint is not of this shape.</exception>
    public static WanVae Load(ICheckpoint checkpoint, WanVaeConfig config, ScalarType dtype, Device device, IVaeKernels? kernels = null)
    {
        var parameters = new CheckpointParameters(checkpoint, device);
        var vae = new WanVae(new(parameters, "", dtype), config, dtype, device, kernels);
        try
        {
            parameters.RequireAllTaken();
            return vae;
        }
        catch
        {
            vae.Dispose();
            throw;
        }
    }

    /// <summary>video [1, 3, F, H, W] in [-1, 1], any dtype and device, to the normalised latent mean [1, z, T, h, w].</summary>
    /// <exception cref="ArgumentException">F is not stride * n + 1, or the shape is another.</exception>
    /// <exception cref="OperationCanceledException">Asked between chunks.</exception>
    public Tensor Encode(Tensor video, Tap tap = default, IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellation = default)
    {
        Require(video, PixelChannels, "encode", "video", "F, H, W");
        var latentFrames = FrameChunks.LatentFrames(video.shape[2], Config.TemporalStride);
        return EncodeChunks(latentFrames, chunk => video.narrow(2, chunk.Start, chunk.Count), tap, progress, cancellation);
    }

    /// <summary>
    /// A picture [1, 3, 1, H, W] followed by <paramref name="frames"/> - 1 frames of zero (mid grey), as image-to-video conditioning has it,
    /// to the normalised latent mean [1, z, T, h, w]. Equal to <see cref="Encode"/> of that video, without ever holding it (900 MB at 720p, 81 frames, fp32).
    /// </summary>
    /// <inheritdoc cref="Encode"/>
    public Tensor EncodePicture(Tensor picture, long frames, Tap tap = default, IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellation = default)
    {
        Require(picture, PixelChannels, "encode", "picture", "1, H, W");
        using var scope = NewDisposeScope();
        var latentFrames = FrameChunks.LatentFrames(frames, Config.TemporalStride);
        var grey = zeros([1, PixelChannels, Config.TemporalStride, picture.shape[3], picture.shape[4]], Dtype, Device);
        return EncodeChunks(latentFrames, chunk => chunk.Start == 0 ? picture.alias() : grey.alias(), tap, progress, cancellation, repeats: i => Math.Max(0, i - 1)).MoveToOuterDisposeScope();
    }

    /// <summary>latent [1, z, T, h, w], normalised, to the video [1, 3, F, H, W], not clamped.</summary>
    /// <exception cref="OperationCanceledException">Asked between chunks.</exception>
    public Tensor Decode(Tensor latent, Tap tap = default, IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        Tensor? video = null; // allocated once, then filled: never two copies of the whole
        long at = 0;
        foreach (var chunk in DecodeStream(latent, tap, progress, cancellation))
        {
            var shape = chunk.shape;
            video ??= empty([shape[0], shape[1], FrameChunks.Frames(latent.shape[2], Config.TemporalStride), shape[3], shape[4]], Dtype, Device);
            using var place = video.narrow(2, at, shape[2]);
            place.copy_(chunk);
            at += shape[2];
            chunk.Dispose();
        }

        return video!.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Decodes one latent frame per step: chunks [1, 3, f, H, W], not clamped, one frame first, then the temporal stride, equal bit for bit to the pieces of
    /// <see cref="Decode"/>. Each chunk joins the dispose scope in which it was asked for and is the caller's to dispose.
    /// </summary>
    /// <inheritdoc cref="Decode"/>
    public IEnumerable<Tensor> DecodeStream(Tensor latent, Tap tap = default, IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellation = default)
    {
        Require(latent, Config.LatentChannels, "decode", "latent", "T, h, w");
        return Stream();

        IEnumerable<Tensor> Stream()
        {
            var decode = tap["decode"];
            using var cache = new FeatureCache();
            using var z = PrepareLatent(latent, decode).DetachFromDisposeScope(); // outlives the scopes of single steps
            var total = (int)z.shape[2];
            for (var i = 0; i < total; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                Tensor chunk; // [1, 3, f, H, W]
                using (var frame = z.narrow(2, i, 1))
                {
                    chunk = decoder.Forward(frame, cache, decode["chunk", i]);
                }

                progress?.Report((i + 1, total));
                yield return chunk;
            }
        }
    }

    public void Dispose()
    {
        encoder.Dispose();
        conv1.Dispose();
        conv2.Dispose();
        decoder.Dispose();
        Scale.Dispose();
    }

    private static void Require(Tensor x, long channels, string what, string name, string rest)
    {
        if (x.dim() != 5 || x.shape[0] != 1 || x.shape[1] != channels || x.numel() == 0)
        {
            throw new ArgumentException($"VAE {what}: {name} has shape [{string.Join(",", x.shape)}], expected [1, {channels}, {rest}], none of them 0.");
        }
    }

    /// <param name="latentFrames">T.</param>
    /// <param name="chunkAt">Frames [1, 3, t, H, W] of a chunk, in a tensor that may be disposed.</param>
    /// <param name="tap">Of the whole network.</param>
    /// <param name="progress">Chunks done.</param>
    /// <param name="cancellation">Asked between chunks.</param>
    /// <param name="repeats">How many chunks in a row before a chunk are equal to it; null: unknown.</param>
    private Tensor EncodeChunks(long latentFrames, Func<(long Start, long Count), Tensor> chunkAt, Tap tap, IProgress<(int, int)>? progress, CancellationToken cancellation, Func<int, long>? repeats = null)
    {
        using var scope = NewDisposeScope();
        using var cache = new FeatureCache();
        using var steady = repeats is null ? null : new SteadyState();
        var encode = tap["encode"];
        var moments = new Tensor[latentFrames];
        for (var i = 0; i < latentFrames; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var chunk = chunkAt(FrameChunks.Chunk(i, Config.TemporalStride));
            using var x = chunk.to(Dtype, Device, copy: true);               // [1, 3, t, H, W]
            if (steady is not null)
            {
                steady.Repeats = repeats!(i);
            }

            moments[i] = encoder.Forward(x, cache, encode["chunk", i], steady); // [1, 2z, 1, h, w]
            progress?.Report((i + 1, (int)latentFrames));
        }

        var y = encode.Pass("conv1", conv1.Forward(cat(moments, 2), cache, encode["conv1"])); // [1, 2z, T, h, w]
        var mu = encode.Pass("mu_raw", y.narrow(1, 0, Config.LatentChannels));                // [1, z, T, h, w]; the log-variance is not used
        return encode.Pass("mu", Scale.Normalise(mu)).MoveToOuterDisposeScope();              // [1, z, T, h, w]
    }

    private Tensor PrepareLatent(Tensor latent, Tap tap)
    {
        using var scope = NewDisposeScope();
        using var cache = new FeatureCache();
        var z = tap.Pass("denormalised", Scale.Denormalise(latent.to(Dtype, Device)));                     // [1, z, T, h, w]
        return tap.Pass("conv2", conv2.Forward(z, cache, tap["conv2"])).MoveToOuterDisposeScope();         // [1, z, T, h, w]
    }
}
