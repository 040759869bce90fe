using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.VaeDecode;

/// <summary>Stage 13: a latent to frames. The VAE belongs to the caller and may be shared with <c>ImageEncodeStage</c>.</summary>
public sealed class VaeDecodeStage(WanVae vae, VaeDecodeOptions options)
{
    /// <summary>Told after each chunk: chunks done, chunks in all.</summary>
    public IProgress<(int Done, int Total)>? Progress { get; init; }

    /// <summary>Decodes one latent; the caller owns the result.</summary>
    /// <exception cref="StageInputException">The latent has another shape.</exception>
    /// <exception cref="OperationCanceledException">Asked between chunks.</exception>
    public VaeDecodeOutputs Run(VaeDecodeInputs inputs, Tap tap = default, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        Tensor? video = null, frames = null; // allocated once, then filled: never two copies of the whole
        foreach (var chunk in Stream(inputs, tap, cancellation))
        {
            using (chunk)
            {
                var total = FrameChunks.Frames(inputs.Latent.shape[1], vae.Config.TemporalStride);
                var (count, height, width) = (chunk.Frames.shape[0], chunk.Frames.shape[1], chunk.Frames.shape[2]);
                frames ??= empty([total, height, width, chunk.Frames.shape[3]], ScalarType.Byte);
                frames.narrow(0, chunk.FirstFrame, count).copy_(chunk.Frames);
                if (options.KeepVideo)
                {
                    video ??= empty([chunk.Video.shape[0], total, height, width], vae.Dtype);
                    video.narrow(1, chunk.FirstFrame, count).copy_(chunk.Video);
                }
            }
        }

        frames = tap.Pass("frames", frames!);                               // [F, H, W, 3]
        video = video is null ? null : tap.Pass("video", video);            // [3, F, H, W]
        return new() { Video = video?.DetachFromDisposeScope(), Frames = frames.DetachFromDisposeScope() };
    }

    /// <summary>Decodes piece by piece, so that frames can be written while later ones are still to come. The caller disposes each chunk.</summary>
    /// <inheritdoc cref="Run"/>
    public IEnumerable<DecodedChunk> Stream(VaeDecodeInputs inputs, Tap tap = default, CancellationToken cancellation = default)
    {
        var latent = inputs.Latent;
        if (latent.dim() != 4 || latent.shape[0] != vae.Config.LatentChannels || latent.numel() == 0)
        {
            throw new StageInputException($"VAE decode: the latent is {latent.dtype}[{string.Join(",", latent.shape)}], expected [{vae.Config.LatentChannels},T,h,w], none of them 0.");
        }

        return Chunks();

        IEnumerable<DecodedChunk> Chunks()
        {
            using var batch = latent.unsqueeze(0).DetachFromDisposeScope(); // outlives the scopes of single steps
            long at = 0;
            foreach (var decoded in Decode(batch, tap["vae"], cancellation))
            {
                var chunk = Finish(decoded, at);
                at += chunk.Frames.shape[0];
                yield return chunk;
            }
        }
    }

    /// <summary>Tiles leave nothing to stream: the whole is decoded and handed out as one chunk.</summary>
    private IEnumerable<Tensor> Decode(Tensor latent, Tap tap, CancellationToken cancellation) => options.Tiling is { } tiling
        ? [new TiledWanVae(vae, tiling).Decode(latent, tap, Progress, cancellation)]
        : vae.DecodeStream(latent, tap, Progress, cancellation);

    private static DecodedChunk Finish(Tensor decoded, long firstFrame)
    {
        using var scope = NewDisposeScope();
        using var whole = decoded;
        var video = decoded.squeeze(0).clamp_(-1, 1); // [3, f, H, W]
        var frames = FrameBytes.Of(video);            // [f, H, W, 3]
        return new(firstFrame, video.cpu().MoveToOuterDisposeScope(), frames.cpu().MoveToOuterDisposeScope());
    }
}
