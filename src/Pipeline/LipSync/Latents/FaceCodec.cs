using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Latents;

/// <summary>Faces to the UNet's input latents and its output latents to faces. Source: MuseTalk musetalk/models/vae.py.</summary>
/// <param name="vae">Owned by the caller.</param>
/// <param name="device">Where it stands.</param>
/// <param name="dtype">Its dtype.</param>
public sealed class FaceCodec(AutoencoderKL vae, Device device, ScalarType dtype)
{
    /// <summary>The face as the VAE wants it: RGB in -1..1, fp32.</summary>
    /// <param name="rgb">Face at the working size.</param>
    /// <param name="hideLowerHalf">Blackens the lower half before the normalisation, so that hidden pixels become -1.</param>
    /// <returns>[1, 3, H, W].</returns>
    public static Tensor Preprocess(ByteImage rgb, bool hideLowerHalf)
    {
        using var scope = NewDisposeScope();
        var x = rgb.ToTensor().permute(2, 0, 1).to(ScalarType.Float32) / 255; // [3, H, W]
        if (hideLowerHalf)
        {
            x = x * UpperHalf(rgb.Height, rgb.Width);
        }

        return ((x - 0.5) / 0.5).unsqueeze(0).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>1 in the rows that stay visible, 0 in the lower half: [H, W] fp32.</summary>
    public static Tensor UpperHalf(int height, int width)
    {
        using var scope = NewDisposeScope();
        return cat([ones(height / 2, width), zeros(height - height / 2, width)], 0).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Masked latent, then reference latent (the same face unmasked), both scaled. The posterior mean by default: upstream draws a sample with an
    /// unseeded generator, its training used the mean.
    /// </summary>
    /// <param name="faces">Faces at the working size.</param>
    /// <param name="noise">Posterior noise [faces, 2, C, h, w], masked first; null for the mean.</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <returns>[faces, 2*C, h, w].</returns>
    public Tensor Encode(IReadOnlyList<ByteImage> faces, Tensor? noise = null, Tap tap = default)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var images = cat([.. faces.SelectMany(f => new[] { Preprocess(f, true), Preprocess(f, false) })], 0); // [2B, 3, H, W]: masked, reference, masked, ...
        var posterior = vae.Encode(images.to(dtype, device), tap); // [2B, C, h, w]
        var latents = noise is null ? posterior.Mean : posterior.Sample(noise.flatten(0, 1).to(dtype, device));
        latents = latents * vae.Config.ScalingFactor;
        return latents.reshape(faces.Count, 2 * latents.shape[1], latents.shape[2], latents.shape[3]).MoveToOuterDisposeScope(); // [B, 2C, h, w]
    }

    /// <summary>Faces of the UNet's output.</summary>
    /// <param name="latents">[B, C, h, w], scaled.</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <returns>uint8 [B, H, W, 3] RGB on the CPU; halves round to even.</returns>
    public Tensor Decode(Tensor latents, Tap tap = default)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var images = tap.Pass("decoded", vae.Decode(latents.to(dtype, device) / vae.Config.ScalingFactor, tap)); // [B, 3, H, W]
        images = (images / 2 + 0.5).clamp(0, 1).to(ScalarType.Float32);
        return (images * 255).round().to(ScalarType.Byte).permute(0, 2, 3, 1).contiguous().cpu().MoveToOuterDisposeScope();
    }
}
