using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.Layers;

/// <summary>Group normalisation over channels.</summary>
internal sealed class GroupNorm(ParameterScope p, long groups, long channels, double eps) : IDisposable
{
    private readonly Tensor weight = p.Tensor("weight", channels);
    private readonly Tensor bias = p.Tensor("bias", channels);

    /// <summary>[B, channels, ...] to the same.</summary>
    public Tensor Forward(Tensor x) => F.group_norm(x, groups, weight, bias, eps);

    public void Dispose()
    {
        weight.Dispose();
        bias.Dispose();
    }
}
