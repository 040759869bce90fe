using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Avatars;
using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Latents;
using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>Speech and base frames to talking frames, with a fixed parsing map and given posterior noise.</summary>
internal sealed class EndToEndSuite : IMuseTalkSuite
{
    public string Case => "e2e";

    public void Run(MuseTalkCase c)
    {
        var (vaeConfig, unetConfig) = (VaeConfig.From(c.Config("vae")), UNetConfig.From(c.Config("unet")));
        using var models = new LipSyncModels
        {
            Device = c.Device,
            Dtype = c.Dtype,
            Whisper = WhisperSuite.NetworkOf(c),
            Vae = c.Network("vae", p => new AutoencoderKL(p, vaeConfig)),
            UNet = c.Network("unet", p => new UNet2DConditionModel(p, unetConfig)),
            PreparationFingerprint = () => "",
            DetectorFingerprint = () => "",
        };
        var options = Options(c);
        var pipeline = new LipSyncPipeline(models, options);
        var frames = new MemoryFrames(BgrImages.FlipAll(c.Input("frames")));
        var parser = new FixedParser(c.Image("labels"));
        var boxes = c.Integers("boxes").Chunk(4).Select(b => new FaceBox(b[0], b[1], b[2], b[3])).ToArray();
        using var speech = Speech.FromPcm(c.Input("pcm16").data<short>().ToArray());
        using var avatar = pipeline.Prepare(frames, new AvatarRequest { Locator = new GivenBoxes(boxes), Parser = parser, Noise = c.Input("noise") });
        using var taps = new BatchTaps("chunks", "pred_latents", "recon");
        var talking = pipeline.Run(avatar, speech, tap: new Tap(taps, "")).ToList();

        CompareFeatures(c, models, speech);
        c.Compare("chunks", taps.Of("chunks"));
        CompareAvatar(c, options, avatar, new FaceCodec(models.Vae, c.Device, c.Dtype), parser, boxes);
        c.Exact("cycle", tensor(talking.Select(t => t.BaseFrame).ToArray()));
        c.Compare("pred_latents", taps.Of("pred_latents"), () => Conditioning(c, unetConfig, avatar, talking, taps.Of("chunks")));
        var recon = taps.Of("recon");
        c.Levels("recon", recon.flip([3]));
        foreach (var i in c.Names("face_out.", ""))
        {
            var index = int.Parse(i, System.Globalization.CultureInfo.InvariantCulture);
            var box = avatar.Faces[talking[index].BaseFrame]!.Box;
            c.Levels("face_out." + i, BgrImages.Flip(CvResize.Linear(ByteImage.FromTensor(recon[index]), box.Height, box.Width)).ToTensor());
        }

        c.Levels("out_frames", BgrImages.Tensor(talking.Select(t => t.Image)));
    }

    private static LipSyncOptions Options(MuseTalkCase c)
    {
        var h = c.Hyper;
        var padding = h["audio_padding"]!.AsArray();
        var blend = new BlendOptions
        {
            Mode = Enum.Parse<ParsingMode>(h["parsing_mode"]!.GetValue<string>(), ignoreCase: true),
            LeftCheek = h["left_cheek_width"]!.GetValue<int>(),
            RightCheek = h["right_cheek_width"]!.GetValue<int>(),
        };
        return LipSyncOptions.V15 with
        {
            Fps = h["fps"]!.GetValue<double>(),
            BatchSize = h["batch_size"]!.GetValue<int>(),
            Windows = WindowRule.Upstream,
            AudioLeft = padding[0]!.GetValue<int>(),
            AudioRight = padding[1]!.GetValue<int>(),
            Avatar = new() { FaceSize = h["resized_img"]!.GetValue<int>(), ExtraMargin = h["extra_margin"]?.GetValue<int>() ?? 0, Blend = blend },
        };
    }

    private static double Conditioning(MuseTalkCase c, UNetConfig config, Avatar avatar, List<TalkingFrame> talking, Tensor chunks)
    {
        var latents = avatar.Latents.index_select(0, tensor(talking.Select(t => (long)avatar.Faces[t.BaseFrame]!.LatentRow).ToArray()));
        return UNetConditioning.Limits(c, config, [UNetSuite.Result], latents, PositionalEncoding.Add(chunks.to(ScalarType.Float64)))[UNetSuite.Result];
    }

    private static void CompareFeatures(MuseTalkCase c, LipSyncModels models, Speech speech)
    {
        using var features = new SpeechFeatures(models.Whisper, speech);
        c.Compare("input_features", features.Mel(0), () =>
        {
            using var mel = new LogMel((int)models.Whisper.Config.MelBins);
            var samples = new float[features.SegmentSamples];
            speech.Read(0, samples.AsSpan(0, (int)Math.Min(speech.Samples, samples.Length)));
            return MelRounding.Limit(mel, from_array(samples));
        });
    }

    private static void CompareAvatar(MuseTalkCase c, LipSyncOptions options, Avatar avatar, FaceCodec codec, IFaceParser parser, FaceBox[] boxes)
    {
        var builder = new AvatarBuilder(codec, parser, new GivenBoxes(boxes), options.Avatar);
        var withMargin = avatar.Faces.Select(f => f!.Box).ToArray();
        c.Exact("boxes_with_margin", tensor(withMargin.SelectMany(b => new[] { b.Left, b.Top, b.Right, b.Bottom }).ToArray()).view(-1, 4));
        for (var i = 0; i < withMargin.Length; i++)
        {
            var frame = avatar.Frames.Read(i);
            c.Exact($"face_in.{i}", BgrImages.Flip(builder.Crop(frame, withMargin[i])));
            c.Exact($"mask.{i}", builder.Mask(frame, withMargin[i]).Mask);
        }

        c.Compare("latents", avatar.Latents);
    }

    private sealed class FixedParser(ByteImage labels) : IFaceParser
    {
        public ByteImage Labels(ByteImage crop) => labels;
    }
}
