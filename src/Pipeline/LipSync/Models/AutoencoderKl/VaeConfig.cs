namespace Workbench.Pipeline.LipSync.Models.AutoencoderKl;

/// <summary>Sizes of an AutoencoderKL. Source: diffusers models/autoencoders/autoencoder_kl.py.</summary>
/// <param name="ImageChannels">in_channels and out_channels.</param>
/// <param name="LatentChannels">latent_channels.</param>
/// <param name="BlockChannels">block_out_channels, one per level.</param>
/// <param name="LayersPerBlock">Resnets per level of the encoder; the decoder has one more.</param>
/// <param name="Groups">norm_num_groups.</param>
/// <param name="ScalingFactor">Latents are posterior values times this.</param>
public sealed record VaeConfig(long ImageChannels, long LatentChannels, IReadOnlyList<long> BlockChannels, long LayersPerBlock, long Groups, double ScalingFactor)
{
    /// <summary>Every group norm of this network.</summary>
    internal const double NormEps = 1e-6;

    /// <summary>stabilityai/sd-vae-ft-mse. Its file names no scaling factor; 0.18215 is diffusers' default.</summary>
    public static VaeConfig SdVaeFtMse { get; } = new(3, 4, [128, 256, 512, 512], 2, 32, 0.18215);

    /// <summary>Image pixels per latent, in each direction.</summary>
    public int Stride => 1 << (BlockChannels.Count - 1);

    /// <summary>Reads diffusers' <c>config.json</c>.</summary>
    public static VaeConfig From(JsonConfig json)
    {
        json.Require("act_fn", "silu");
        foreach (var (key, only) in new[] { ("down_block_types", "DownEncoderBlock2D"), ("up_block_types", "UpDecoderBlock2D") })
        {
            if (json.Texts(key).FirstOrDefault(t => t != only) is { } other)
            {
                throw json.Wrong(key, only + " throughout", other);
            }
        }

        var channels = json.Integer("in_channels", 3);
        return json.Integer("out_channels", 3) == channels
            ? new(channels, json.Integer("latent_channels", 4), json.Integers("block_out_channels"), json.Integer("layers_per_block", 1),
                json.Integer("norm_num_groups", 32), json.Number("scaling_factor", 0.18215))
            : throw json.Wrong("out_channels", $"in_channels {channels}", json.Integer("out_channels", 3));
    }
}
