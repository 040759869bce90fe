using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.AutoencoderKl;

/// <summary>A posterior with independent components.</summary>
/// <param name="Mean">[B, C, h, w]; also the mode.</param>
/// <param name="LogVariance">[B, C, h, w], clamped to -30..20.</param>
public sealed record DiagonalGaussian(Tensor Mean, Tensor LogVariance)
{
    /// <summary>mean + std * noise.</summary>
    /// <param name="noise">Standard normal, of the mean's shape.</param>
    public Tensor Sample(Tensor noise)
    {
        using var scope = NewDisposeScope();
        return (Mean + (LogVariance * 0.5).exp() * noise).MoveToOuterDisposeScope();
    }
}
