using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>Halves height and width (downsample2d), and time too (downsample3d). Source: Resample in vae2_1.py.</summary>
internal sealed class Downsample : IVaeLayer
{
    private readonly FrameConv2d resample;
    private readonly IConvolution? timeConv;

    public Downsample(ParameterScope parameters, long channels, bool temporal, IVaeKernels kernels)
    {
        resample = new(parameters["resample"][1], channels, channels, stride: 2, padding: 0, kernels);
        if (temporal)
        {
            var time = parameters["time_conv"];
            timeConv = kernels.Conv3d(time.Tensor("weight", channels, channels, 3, 1, 1), time.Tensor("bias", channels), timeStride: 2, spacePadding: 0);
        }
    }

    public (long Depth, long Frames) Reach(long frames) => timeConv is null ? (0, frames) : (1, Math.Max(1, frames / 2)); // the last frame before the chunk

    public Tensor Forward(Tensor x, FeatureCache cache, Tap tap)
    {
        using var scope = NewDisposeScope();
        tap.Launch("conv2d");
        var y = tap.Pass("resample", resample.Forward(x, frames => pad(frames, (0, 1, 0, 1)))); // [b, c, t, h/2, w/2]
        return (timeConv is null ? y : HalveTime(y, cache.Of(this), timeConv, tap)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        resample.Dispose();
        timeConv?.Dispose();
    }

    /// <summary>The first chunk (one frame) passes as it is; later ones run from the last frame before them, without padding: 1 + 4 frames give 2, 1 + 2 give 1.</summary>
    private static Tensor HalveTime(Tensor x, FrameHistory history, IConvolution timeConv, Tap tap)
    {
        var last = x.narrow(2, x.shape[2] - 1, 1);           // [b, c, 1, h, w]
        if (history.Frames is not { } before)
        {
            history.Remember(last);
            return x;
        }

        var seen = cat([before, x], 2);                      // [b, c, 1+t, h, w]
        history.Remember(last);
        tap.Launch("conv3d");
        return tap.Pass("time_conv", timeConv.Forward(seen)); // [b, c, t/2, h, w]
    }
}
