using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.Layers;

/// <summary>Residual block of the VAE (no time embedding) and the UNet. Source: diffusers models/resnet.py ResnetBlock2D, time scale shift "default".</summary>
internal sealed class ResnetBlock2D : IDisposable
{
    private readonly GroupNorm norm1;
    private readonly Conv2d conv1;
    private readonly Kernels.Linear? timeProjection;
    private readonly GroupNorm norm2;
    private readonly Conv2d conv2;
    private readonly Conv2d? shortcut;

    public ResnetBlock2D(ParameterScope p, long inputs, long outputs, long groups, double eps, long? timeWidth = null)
    {
        norm1 = new(p["norm1"], groups, inputs, eps);
        conv1 = new(p["conv1"], inputs, outputs, 3);
        timeProjection = timeWidth is { } width ? p.Linear("time_emb_proj", width, outputs) : null;
        norm2 = new(p["norm2"], groups, outputs, eps);
        conv2 = new(p["conv2"], outputs, outputs, 3);
        shortcut = inputs == outputs ? null : new(p["conv_shortcut"], inputs, outputs, 1);
    }

    /// <param name="x">[B, inputs, H, W].</param>
    /// <param name="time">[B, time width], or null where there is no time embedding.</param>
    /// <param name="tap">Place of this block.</param>
    /// <returns>[B, outputs, H, W].</returns>
    public Tensor Forward(Tensor x, Tensor? time, Tap tap)
    {
        using var scope = NewDisposeScope();
        var h = tap.Pass("norm1", norm1.Forward(x)); // [B, in, H, W]
        h = tap.Pass("conv1", conv1.Forward(F.silu(h))); // [B, out, H, W]
        if (timeProjection is not null && time is not null)
        {
            var shift = tap.Pass("time_emb_proj", timeProjection.Forward(F.silu(time))); // [B, out]
            h = h + shift.unsqueeze(-1).unsqueeze(-1);
        }

        h = tap.Pass("norm2", norm2.Forward(h));
        h = tap.Pass("conv2", conv2.Forward(F.silu(h)));
        var kept = shortcut is null ? x : tap.Pass("conv_shortcut", shortcut.Forward(x));
        return tap.Pass("out", kept + h).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        norm1.Dispose();
        conv1.Dispose();
        timeProjection?.Dispose();
        norm2.Dispose();
        conv2.Dispose();
        shortcut?.Dispose();
    }
}
