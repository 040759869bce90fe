using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Kernels;

/// <summary>An unquantised weight in the compute dtype. Cost of a multiply: 2*m*n*k FLOP, reads n*k elements.</summary>
public sealed class DenseWeight(Tensor weight) : ILinearWeight
{
    /// <summary>[outputs, inputs].</summary>
    public Tensor Weight => weight;

    public long Outputs => weight.shape[0];

    public long Inputs => weight.shape[1];

    public long Bytes => weight.numel() * weight.ElementSize;

    public IReadOnlyList<Tensor> Tensors => [weight];

    public ILinearWeight Over(IReadOnlyList<Tensor> tensors) => new DenseWeight(tensors[0]);

    public Tensor Multiply(Tensor x, Tensor? bias) => F.linear(x, weight, bias);

    public Tensor? MultiplyGelu(Tensor x, Tensor bias) => GeluProduct.Multiply(x, weight, bias);

    public Tensor Dense(ScalarType dtype) => weight.to(dtype, copy: true).DetachFromDisposeScope();

    public void Dispose() => weight.Dispose();
}
