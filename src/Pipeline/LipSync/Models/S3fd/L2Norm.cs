using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.S3fd;

/// <summary>x / (norm over channels + 1e-10) * weight. Source: face-alignment sfd/net_s3fd.py L2Norm.</summary>
internal sealed class L2Norm(ParameterScope p, long channels) : IDisposable
{
    private readonly Tensor weight = p.Tensor("weight", channels);

    /// <summary>[B, channels, H, W] to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var norm = x.square().sum(1, keepdim: true).sqrt() + 1e-10; // [B, 1, H, W]
        return (x / norm * weight.view(1, -1, 1, 1)).MoveToOuterDisposeScope();
    }

    public void Dispose() => weight.Dispose();
}
