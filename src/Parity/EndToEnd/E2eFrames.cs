using Workbench.Harness.Comparison;
using Workbench.Pipeline.Media;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Stages.ImageEncode;
using Workbench.Pipeline.Stages.VaeDecode;
using static TorchSharp.torch;

namespace Workbench.Parity.EndToEnd;

/// <summary>The VAE's two ends of case <c>e2e</c>: the picture to the conditioning, and our latents to frames.</summary>
internal sealed class E2eFrames(ParityContext context) : IDisposable
{
    private const string Picture = "image.png";

    /// <summary>
    /// Decoded frames in fp32: the latents' own limit (<see cref="Dit.DitLimits.Run"/>) plus what the decoder adds, magnified by no more than the decoder's gain of a few.
    /// 16 bit: 0.15, from 6e-2 at the latents and 5e-2 of the VAE.
    /// </summary>
    private readonly double limit = context.Strict ? 1e-3 : 0.15;

    private readonly WanVae vae = VaeOracle.Load(context);

    /// <summary>The conditioning of the case's picture, through stage 11.</summary>
    public void CompareConditioning()
    {
        using var scope = NewDisposeScope();
        var request = context.Oracle.Manifest["hyper"]!["e2e"]!;
        using var inputs = new ImageEncodeInputs
        {
            Image = context.Oracle.Has(Picture) ? ImageReader.Read(context.Oracle.At(Picture), applyOrientation: false) : context.Expected("mask_y.safetensors", "image_u8"),
            Frames = (long)request["frames"]!,
            TargetHeight = (long)request["area"]!, // only the product counts
            TargetWidth = 1,
        };
        // In the dtype that the VAE itself computes in, whose limit it is judged by.
        using var outputs = new ImageEncodeStage(vae, new() { OutputDtype = context.Dtypes.Vae }).Run(inputs, cancellation: context.Cancellation);
        context.Compare("y", outputs.Y, VaeOracle.Limit(context));
    }

    /// <summary>A run's final latents, decoded by stage 13, against whatever frames the oracle has of the run.</summary>
    public void Compare(string run, Tensor latents)
    {
        using var scope = NewDisposeScope();
        using var inputs = new VaeDecodeInputs { Latent = latents.alias().DetachFromDisposeScope() };
        using var outputs = new VaeDecodeStage(vae, new() { KeepVideo = true }).Run(inputs, cancellation: context.Cancellation);
        var recorded = context.Oracle.File("e2e.safetensors").Tensors;
        if (recorded.ContainsKey(run + ".frames"))
        {
            context.Compare(run + ".frames", outputs.Video!.to(context.Device), limit);
        }

        if (recorded.ContainsKey(run + ".frames_u8"))
        {
            CompareBytes(run + ".frames_u8", outputs.Frames);
        }
    }

    public void Dispose() => vae.Dispose();

    /// <summary>Bytes are truncated, so that the smallest difference may turn one into its neighbour: off by one is equal, in fp32.</summary>
    private void CompareBytes(string name, Tensor frames)
    {
        var (got, expected) = (frames.to(ScalarType.Float32).cpu(), context.Expected(name).to(ScalarType.Float32).cpu());
        if (!context.Strict)
        {
            context.Compare(name, got, expected, limit);
            return;
        }

        var difference = TensorDifference.Between(got, expected);
        context.Report(name, difference.Mismatch is null && difference.MaxAbsolute <= 1, $"largest difference {difference.MaxAbsolute} of 255, allowed 1. {difference.Mismatch}");
    }
}
