using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Avatars;
using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Demo;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Latents;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>Lip-sync with random weights on a drawn face of 1280x720: every piece alone, then all of them together.</summary>
/// <param name="models">Networks; <see cref="LipSyncBenchModels"/>.</param>
/// <param name="batch">Output frames per network call.</param>
/// <param name="runs">Timed runs of each piece.</param>
public sealed class LipSyncBench(LipSyncModels models, int batch, int runs)
{
    private const int Width = 1280, Height = 720, BaseFrames = 8;

    private readonly LipSyncOptions options = LipSyncOptions.V15 with { BatchSize = batch };
    private readonly (IReadOnlyList<ByteImage> Frames, IReadOnlyList<FaceBox> Boxes) face = new DrawnFace(Width, Height).Idle(BaseFrames);
    private readonly Speech speech = Speech.FromPcm(VowelTone.Make(60));

    /// <summary>Each piece alone.</summary>
    public IEnumerable<BenchRow> Pieces()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (device, dtype) = (models.Device, models.Dtype);
        var codec = new FaceCodec(models.Vae, device, dtype);
        var side = options.Avatar.FaceSize / models.Vae.Config.Stride;
        var latents = randn([batch, models.UNet.Config.InChannels, side, side], dtype, device);
        var tokens = randn([batch, 10 * models.Whisper.Config.States, models.UNet.Config.CrossAttentionWidth], dtype, device);
        var timesteps = zeros(batch, ScalarType.Int64, device);
        yield return Stopclock.Time("lipsync audio, log-mel and encoder, 30 s", device, runs, Listen);
        yield return Stopclock.Time($"lipsync generate, batch {batch}", device, runs, () => models.UNet.Forward(latents, timesteps, tokens, default));
        yield return Stopclock.Time($"lipsync decode, batch {batch}", device, runs, () => codec.Decode(latents.narrow(1, 0, models.Vae.Config.LatentChannels)));

        var builder = new AvatarBuilder(codec, new FaceParser(models.FaceParser!, device), new GivenBoxes(face.Boxes), options.Avatar);
        var (frame, box) = (face.Frames[0], face.Boxes[0]);
        var crop = builder.Crop(frame, box);
        var (square, _) = CropSquare.Of(box, options.Avatar.Blend.Expand);
        var skin = new ByteImage(ParsingMask.Side, ParsingMask.Side, 1, [.. Enumerable.Repeat((byte)1, ParsingMask.Side * ParsingMask.Side)]);
        var picture = randn([1, 3, Height, Width], ScalarType.Float32, device) * 100; // random weights see thousands of faces: their sorting out is no measure
        yield return Stopclock.Time($"lipsync prepare: detector network, {Width}x{Height}", device, runs, () => models.FaceDetector!.Forward(picture, default));
        yield return Stopclock.Time("lipsync prepare: crop", device, runs, () => builder.Crop(frame, box));
        yield return Stopclock.Time("lipsync prepare: VAE encode, masked and whole", device, runs, () => codec.Encode([crop]));
        yield return Stopclock.Time("lipsync prepare: parser, its input included", device, runs, () => new FaceParser(models.FaceParser!, device).Labels(PillowPaste.Crop(frame, square)));
        yield return Stopclock.Time("lipsync prepare: mask", device, runs, () => BlendMask.Of(ParsingMask.Of(skin, options.Avatar.Blend.Mode), box, options.Avatar.Blend));
        var mask = BlendMask.Of(skin, box, options.Avatar.Blend).OverFace(box);
        yield return Stopclock.Time("lipsync blend, one frame on one core", device, runs, () => Compositor.Compose(frame, crop, box, mask));
    }

    /// <summary>The pipeline over a recording, after one batch to warm up.</summary>
    /// <param name="seconds">Length of the speech; at 25 frames per second.</param>
    public LipSyncBenchSummary Whole(double seconds)
    {
        var pipeline = new LipSyncPipeline(models, options);
        using var avatar = pipeline.Prepare(new MemoryFrames(face.Frames), new AvatarRequest { Locator = new GivenBoxes(face.Boxes) });
        Talk(pipeline, avatar, 2.0 * batch / options.Fps);
        var measured = new LipSyncPipeline(models, options);
        Talk(measured, avatar, seconds);
        return LipSyncBenchSummary.Of(measured.Times, batch);
    }

    private static void Talk(LipSyncPipeline pipeline, Avatar avatar, double seconds)
    {
        using var words = Speech.FromPcm(VowelTone.Make(seconds));
        foreach (var _ in pipeline.Run(avatar, words))
        {
            // the frames go nowhere: a muxer's time is its own
        }
    }

    private void Listen()
    {
        using var features = new SpeechFeatures(models.Whisper, speech);
        features.Steps(0, 1).Dispose();
    }
}
