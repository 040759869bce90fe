using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.AutoencoderKl;

/// <summary>Resnets of one resolution and the change to the next. Source: diffusers unet_2d_blocks.py DownEncoderBlock2D, UpDecoderBlock2D.</summary>
internal sealed class VaeLevel : IDisposable
{
    private readonly ResnetBlock2D[] resnets;
    private readonly Downsample2D? down;
    private readonly Upsample2D? up;

    public VaeLevel(ParameterScope p, long inputs, long outputs, long layers, long groups, Resample resample)
    {
        resnets = [.. Enumerable.Range(0, (int)layers).Select(i => new ResnetBlock2D(p["resnets"][i], i == 0 ? inputs : outputs, outputs, groups, VaeConfig.NormEps))];
        down = resample == Resample.Down ? new(p["downsamplers"][0], outputs, padding: 0) : null;
        up = resample == Resample.Up ? new(p["upsamplers"][0], outputs) : null;
    }

    public enum Resample
    {
        None,
        Down,
        Up,
    }

    public Tensor Forward(Tensor x, Tap tap)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < resnets.Length; i++)
        {
            x = resnets[i].Forward(x, null, tap["resnets", i]);
        }

        x = down?.Forward(x, tap["downsamplers", 0]) ?? x;
        x = up?.Forward(x, 2 * x.shape[2], 2 * x.shape[3], tap["upsamplers", 0]) ?? x;
        return tap.Pass("out", x).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        resnets.DisposeAll();
        down?.Dispose();
        up?.Dispose();
    }
}
