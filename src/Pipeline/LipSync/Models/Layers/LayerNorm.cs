using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.Layers;

/// <summary>Layer normalisation over the last dimension. Both users (Whisper, the UNet's transformers) have eps 1e-5.</summary>
internal sealed class LayerNorm(ParameterScope p, long width) : IDisposable
{
    private const double Eps = 1e-5;

    private readonly Tensor weight = p.Tensor("weight", width);
    private readonly Tensor bias = p.Tensor("bias", width);

    /// <summary>[..., width] to the same.</summary>
    public Tensor Forward(Tensor x) => F.layer_norm(x, [width], weight, bias, Eps);

    public void Dispose()
    {
        weight.Dispose();
        bias.Dispose();
    }
}
