using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Avatars;
using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Latents;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync;

/// <summary>Makes batches of output frames: audio tokens, one UNet step, decode, blend.</summary>
internal sealed class Talker(LipSyncModels models, FaceCodec codec, LipSyncOptions options, Avatar avatar, AudioPrompts prompts, LipSyncTimes times)
{
    /// <summary>Frames <paramref name="first"/> to first + <paramref name="count"/>.</summary>
    public TalkingFrame[] Batch(long first, int count, Tap tap)
    {
        var sources = Enumerable.Range(0, count).Select(i => options.Cycle.BaseFrame(first + i, avatar.Frames.Count)).ToArray();
        var talking = Enumerable.Range(0, count).Where(i => avatar.Faces[sources[i]] is not null).ToArray();
        var rows = Array.ConvertAll(talking, i => (long)avatar.Faces[sources[i]]!.LatentRow);
        var faces = talking.Length == 0 ? [] : times.OfNetworks(() => Generate(first, count, talking, rows, tap));
        var frames = times.OfImages(() => Compose(first, sources, talking, faces));
        times.Made(count);
        return frames;
    }

    private TalkingFrame[] Compose(long first, int[] sources, int[] talking, ByteImage[] faces)
    {
        var result = new TalkingFrame[sources.Length];
        Parallel.For(0, sources.Length, i =>
        {
            var frame = avatar.Frames.Read(sources[i]);
            result[i] = Array.IndexOf(talking, i) is >= 0 and var k && avatar.Faces[sources[i]] is { } known
                ? new(first + i, sources[i], true, Compositor.Compose(frame, faces[k], known.Box, known.Mask))
                : new(first + i, sources[i], false, frame);
        });
        return result;
    }

    private ByteImage[] Generate(long first, int count, int[] talking, long[] rows, Tap tap)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var tokens = tap.Pass("chunks", prompts.Of(first, count, tap["whisper"])); // [count, tokens, d]
        tokens = PositionalEncoding.Add(tokens).index_select(0, tensor(Array.ConvertAll(talking, i => (long)i), device: tokens.device)); // [n, tokens, d]
        var latents = avatar.Latents.index_select(0, tensor(rows)).to(models.Dtype, models.Device); // [n, 8, h, w]
        (latents, tokens) = (Fill(latents), Fill(tokens.to(models.Dtype, models.Device)));
        var timesteps = zeros(latents.shape[0], ScalarType.Int64, models.Device);
        var predicted = models.UNet.Forward(latents, timesteps, tokens, tap["unet"]); // [n, 4, h, w]
        predicted = tap.Pass("pred_latents", predicted.narrow(0, 0, rows.Length));
        var faces = tap.Pass("recon", codec.Decode(Fill(predicted), tap["vae"]).narrow(0, 0, rows.Length)); // uint8 [n, H, W, 3]
        return [.. Enumerable.Range(0, rows.Length).Select(i => ByteImage.FromTensor(faces[i]))];
    }

    /// <summary>Repeats the last row up to a whole batch on a GPU: a smaller batch is a new shape, for which cuDNN searches anew.</summary>
    private Tensor Fill(Tensor x) => models.Device.type == TorchSharp.DeviceType.CPU || x.shape[0] >= options.BatchSize
        ? x
        : cat([x, x.narrow(0, x.shape[0] - 1, 1).expand([options.BatchSize - x.shape[0], .. x.shape[1..]])], 0);
}
