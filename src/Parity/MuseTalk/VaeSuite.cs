using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Latents;
using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>Image preparation, encoder, decoder.</summary>
internal sealed class VaeSuite : IMuseTalkSuite
{
    public string Case => "vae";

    public void Run(MuseTalkCase c)
    {
        var config = VaeConfig.From(c.Config("vae"));
        using var vae = c.Network("vae", p => new AutoencoderKL(p, config));
        var codec = new FaceCodec(vae, c.Device, c.Dtype);
        RunEncoder(c, vae, codec);
        RunDecoder(c, vae, codec);
    }

    private static void RunEncoder(MuseTalkCase c, AutoencoderKL vae, FaceCodec codec)
    {
        var side = c.Hyper["resized_img"]!.GetValue<int>();
        var crop = c.Image("crop_bgr");
        var resized = CvResize.Lanczos4(crop, side, side);
        c.Exact("resized_bgr", resized);
        c.Exact("mask", FaceCodec.UpperHalf(side, side));
        var face = BgrImages.Flip(resized);
        using var taps = new RecordedTaps([.. c.Names("tap.encoder.", "").Select(n => "encoder." + n).Append("quant_conv")]);
        foreach (var (name, hide) in new[] { ("masked", true), ("ref", false) })
        {
            var image = FaceCodec.Preprocess(face, hide);
            c.Compare(name + "_image", image, 1e-6);
            var posterior = vae.Encode(image.to(c.Dtype, c.Device), hide ? default : taps.Tap);
            c.Compare(name + "_mean", posterior.Mean);
            c.Compare(name + "_logvar", posterior.LogVariance);
            c.Compare(name + "_sample", posterior.Sample(c.Input(name + "_noise").to(c.Dtype, c.Device)));
        }

        taps.CompareAll(c, "tap.");
        var noise = stack([c.Input("masked_noise"), c.Input("ref_noise")], 1); // [1, 2, C, h, w]
        c.Compare("latent_model_input", codec.Encode([face], noise));
    }

    private static void RunDecoder(MuseTalkCase c, AutoencoderKL vae, FaceCodec codec)
    {
        using var taps = new RecordedTaps([.. c.Names("tap.decoder.", "").Select(n => "decoder." + n).Append("post_quant_conv")]);
        var latents = c.Input("decode_latents_in");
        var decoded = vae.Decode(latents.to(c.Dtype, c.Device) / vae.Config.ScalingFactor, taps.Tap);
        taps.CompareAll(c, "tap.");
        c.Compare("decoded", decoded);
        c.Levels("decoded_bgr", codec.Decode(latents).flip([3]));
    }
}
