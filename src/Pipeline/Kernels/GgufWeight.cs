using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels.Gguf;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Kernels;

/// <summary>
/// A weight that stays quantised on its device and is dequantised in every multiply, as LightX2V and ComfyUI-GGUF run these files.
/// Numerics: blocks are evaluated in fp32 and rounded once to the activations' dtype. (LightX2V's torch path rounds the scales to that
/// dtype first and works there: a few ulp apart for K types in fp16; its C path does what is done here.)
/// Cost of a multiply on top of the product: reads the quantised bytes and writes the dense weight once, n*k elements.
/// </summary>
public sealed class GgufWeight : ILinearWeight
{
    private readonly Tensor bytes;

    /// <param name="type">A block type.</param>
    /// <param name="bytes">uint8, the whole weight in blocks that run along the inputs; owned by this object.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="inputs">Input features.</param>
    public GgufWeight(StoredType type, Tensor bytes, long outputs, long inputs)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        (Type, this.bytes, Outputs, Inputs) = (type, bytes, outputs, inputs);
    }

    /// <summary>The block type.</summary>
    public StoredType Type { get; }

    public long Outputs { get; }

    public long Inputs { get; }

    public long Bytes => bytes.numel();

    /// <summary>The quantised bytes, uint8.</summary>
    public Tensor Quantised => bytes;

    public IReadOnlyList<Tensor> Tensors => [bytes];

    public ILinearWeight Over(IReadOnlyList<Tensor> tensors) => new GgufWeight(Type, tensors[0], Outputs, Inputs);

    public Tensor Multiply(Tensor x, Tensor? bias)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        var weight = Dequantisers.Dequantise(Type, bytes, [Outputs, Inputs], x.dtype);    // [outputs, inputs]
        return F.linear(x, weight, bias).MoveToOuterDisposeScope();                       // [..., outputs]
    }

    public Tensor? MultiplyGelu(Tensor x, Tensor bias)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        return x.device_type == TorchSharp.DeviceType.CUDA
            ? GeluProduct.Multiply(x, Dequantisers.Dequantise(Type, bytes, [Outputs, Inputs], x.dtype), bias)?.MoveToOuterDisposeScope() // [..., outputs]
            : null;
    }

    public Tensor Dense(ScalarType dtype) => Dequantisers.Dequantise(Type, bytes, [Outputs, Inputs], dtype).DetachFromDisposeScope();

    public void Dispose() => bytes.Dispose();
}
