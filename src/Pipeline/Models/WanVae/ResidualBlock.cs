using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>shortcut(x) + conv(silu(norm(conv(silu(norm(x)))))). Source: ResidualBlock in vae2_1.py.</summary>
internal sealed class ResidualBlock : IVaeLayer
{
    private readonly ChannelNorm residual0;
    private readonly CausalConv3d residual2;
    private readonly ChannelNorm residual3;
    private readonly CausalConv3d residual6;
    private readonly CausalConv3d? shortcut;
    private readonly Lazy<Tensor> lastBias; // only where biases are left to later passes
    private readonly IVaeKernels kernels;
    private readonly long outputs;

    public ResidualBlock(ParameterScope parameters, long inputs, long outputs, IVaeKernels kernels)
    {
        var residual = parameters["residual"];
        residual0 = new(residual[0], inputs, positionAxes: 3);
        residual2 = new(residual[2], inputs, outputs, (3, 3), kernels);
        residual3 = new(residual[3], outputs, positionAxes: 3);
        residual6 = new(residual[6], outputs, outputs, (3, 3), kernels);
        shortcut = inputs == outputs ? null : new(parameters["shortcut"], inputs, outputs, (1, 1), kernels);
        (this.kernels, this.outputs) = (kernels, outputs);
        lastBias = new(() => (shortcut is null ? residual6.Bias.alias() : residual6.Bias + shortcut.Bias).DetachFromDisposeScope());
    }

    public (long Depth, long Frames) Reach(long frames) => (residual2.Depth(frames) + residual6.Depth(frames), frames);

    public Tensor Forward(Tensor x, FeatureCache cache, Tap tap)
    {
        if (!tap.Listening && kernels.TakesBiases(x, outputs))
        {
            return Biased(x, cache);
        }

        using var scope = NewDisposeScope();
        var h = shortcut is null ? x : tap.Pass("shortcut", shortcut.Forward(x, cache, tap["shortcut"])); // [b, out, t, h, w]
        var first = Half(x, residual0, "residual.0", residual2, "residual.2", cache, tap);                // [b, out, t, h, w]
        var y = Half(first, residual3, "residual.3", residual6, "residual.6", cache, tap);                // [b, out, t, h, w]
        first.Dispose();
        return y.add_(h).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        residual0.Dispose();
        residual2.Dispose();
        residual3.Dispose();
        residual6.Dispose();
        shortcut?.Dispose();
        if (lastBias.IsValueCreated)
        {
            lastBias.Value.Dispose();
        }
    }

    /// <summary>
    /// The same with the convolutions' biases left to the passes behind them: of a chunk at 480p and 96 channels (0.3 GB in 16 bits) two reads and writes less,
    /// and one less where there is a shortcut.
    /// </summary>
    private Tensor Biased(Tensor x, FeatureCache cache)
    {
        using var scope = NewDisposeScope();
        var first = residual2.ForwardBare(x, residual0, null, cache);                // [b, out, t, h, w], without its bias
        var y = residual6.ForwardBare(first, residual3, residual2.Bias, cache);      // [b, out, t, h, w], without its bias
        first.Dispose();
        var h = shortcut is null ? x : shortcut.ForwardBare(x);                      // [b, out, t, h, w], without its bias
        return kernels.AddBiased(y, lastBias.Value, h).MoveToOuterDisposeScope();
    }

    /// <summary>A scope of its own, so that the normalised copy is gone before the second half makes its own.</summary>
    private static Tensor Half(Tensor x, ChannelNorm norm, string normName, CausalConv3d conv, string convName, FeatureCache cache, Tap tap)
    {
        using var scope = NewDisposeScope();
        var y = conv.ForwardNormed(x, norm, normName, cache, tap, convName);
        return tap.Pass(convName, y).MoveToOuterDisposeScope();
    }
}
