using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Avatars;
using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Latents;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync;

/// <summary>Makes batches of output frames in two halves that may run at once: audio tokens, UNet and decoder; then blending, on the CPU.</summary>
internal sealed class Talker(LipSyncModels models, FaceCodec codec, LipSyncOptions options, Avatar avatar, AudioPrompts prompts, LipSyncTimes times)
{
    /// <summary>A batch whose faces are made and not yet blended.</summary>
    /// <param name="First">First output frame.</param>
    /// <param name="Sources">Base frame of each output frame.</param>
    /// <param name="Faces">Generated face of each; null where the base frame shows none.</param>
    public sealed record Unblended(long First, int[] Sources, ByteImage?[] Faces);

    /// <summary>Faces of the frames <paramref name="first"/> to first + <paramref name="count"/>, on the calling thread.</summary>
    public Unblended Generate(long first, int count, Tap tap)
    {
        var sources = Enumerable.Range(0, count).Select(i => options.Cycle.BaseFrame(first + i, avatar.Frames.Count)).ToArray();
        var talking = Enumerable.Range(0, count).Where(i => avatar.Faces[sources[i]] is not null).ToArray();
        var rows = Array.ConvertAll(talking, i => (long)avatar.Faces[sources[i]]!.LatentRow);
        var faces = new ByteImage?[count];
        if (talking.Length > 0)
        {
            foreach (var (face, i) in Faces(first, count, talking, rows, tap).Zip(talking))
            {
                faces[i] = face;
            }
        }

        return new(first, sources, faces);
    }

    /// <summary>The finished frames. No network, no tensor scope of the caller: runs on any thread.</summary>
    public TalkingFrame[] Blend(Unblended batch)
    {
        var result = new TalkingFrame[batch.Sources.Length];
        Parallel.For(0, result.Length, i =>
        {
            var frame = avatar.Frames.Read(batch.Sources[i]);
            result[i] = batch.Faces[i] is { } face && avatar.Faces[batch.Sources[i]] is { } known
                ? new(batch.First + i, batch.Sources[i], true, Compositor.Compose(frame, face, known.Box, known.Mask))
                : new(batch.First + i, batch.Sources[i], false, frame);
        });
        return result;
    }

    private ByteImage[] Faces(long first, int count, int[] talking, long[] rows, Tap tap)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var tokens = times.Measure(LipSyncPart.Audio, models.Device, () => Tokens(first, count, talking, tap)); // [n, tokens, d]
        var predicted = times.Measure(LipSyncPart.Generate, models.Device, () => Latents(tokens, rows, tap)); // [n, 4, h, w]
        return times.Measure(LipSyncPart.Decode, models.Device, () =>
        {
            var faces = tap.Pass("recon", codec.Decode(Fill(predicted), tap["vae"]).narrow(0, 0, rows.Length)); // uint8 [n, H, W, 3]
            return Enumerable.Range(0, rows.Length).Select(i => ByteImage.FromTensor(faces[i])).ToArray();
        });
    }

    private Tensor Tokens(long first, int count, int[] talking, Tap tap)
    {
        var tokens = tap.Pass("chunks", prompts.Of(first, count, tap["whisper"])); // [count, tokens, d]
        return PositionalEncoding.Add(tokens).index_select(0, tensor(Array.ConvertAll(talking, i => (long)i), device: tokens.device));
    }

    private Tensor Latents(Tensor tokens, long[] rows, Tap tap)
    {
        var latents = avatar.Latents.index_select(0, tensor(rows)).to(models.Dtype, models.Device); // [n, 8, h, w]
        (latents, tokens) = (Fill(latents), Fill(tokens.to(models.Dtype, models.Device)));
        var timesteps = zeros(latents.shape[0], ScalarType.Int64, models.Device);
        var predicted = models.UNet.Forward(latents, timesteps, tokens, tap["unet"]);
        return tap.Pass("pred_latents", predicted.narrow(0, 0, rows.Length));
    }

    /// <summary>Repeats the last row up to a whole batch on a GPU: a smaller batch is a new shape, for which cuDNN searches anew.</summary>
    private Tensor Fill(Tensor x) => models.Device.type == TorchSharp.DeviceType.CPU || x.shape[0] >= options.BatchSize
        ? x
        : cat([x, x.narrow(0, x.shape[0] - 1, 1).expand([options.BatchSize - x.shape[0], .. x.shape[1..]])], 0);
}
