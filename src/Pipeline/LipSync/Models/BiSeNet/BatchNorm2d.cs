using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.BiSeNet;

/// <summary>Batch normalisation with stored statistics (inference).</summary>
internal sealed class BatchNorm2d : IDisposable
{
    private readonly Tensor weight;
    private readonly Tensor bias;
    private readonly Tensor runningMean;
    private readonly Tensor runningVar;

    public BatchNorm2d(ParameterScope p, long channels)
    {
        weight = p.Tensor("weight", channels);
        bias = p.Tensor("bias", channels);
        runningMean = p.Tensor("running_mean", channels);
        runningVar = p.Tensor("running_var", channels);
        p.As(ScalarType.Int64).Tensor("num_batches_tracked").Dispose(); // part of the state dict, of use in training only
    }

    /// <summary>[B, channels, H, W] to the same.</summary>
    public Tensor Forward(Tensor x) => F.batch_norm(x, runningMean, runningVar, weight, bias, training: false, eps: 1e-5);

    public void Dispose()
    {
        weight.Dispose();
        bias.Dispose();
        runningMean.Dispose();
        runningVar.Dispose();
    }
}
