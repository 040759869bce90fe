using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels;

/// <summary>A weight matrix [outputs, inputs] in some storage flavour, able to multiply.</summary>
public interface ILinearWeight : IDisposable
{
    /// <summary>Output features.</summary>
    long Outputs { get; }

    /// <summary>Input features.</summary>
    long Inputs { get; }

    /// <summary>x [..., inputs] times the transposed weight, plus bias [outputs]: [..., outputs], in x's dtype.</summary>
    Tensor Multiply(Tensor x, Tensor? bias);

    /// <summary>gelu_tanh(<see cref="Multiply"/>) with one rounding, the hidden values never in memory; null where this flavour or device cannot.</summary>
    Tensor? MultiplyGelu(Tensor x, Tensor bias) => null;

    /// <summary>The weight as a dense matrix [outputs, inputs]; the caller owns it.</summary>
    Tensor Dense(ScalarType dtype);

    /// <summary>The tensors that it is stored in. Owned by this object.</summary>
    IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>The same weight stored in other tensors (copies of <see cref="Tensors"/>, in that order), which the result owns.</summary>
    ILinearWeight Over(IReadOnlyList<Tensor> tensors);

    /// <summary>Bytes held on the device.</summary>
    long Bytes { get; }
}
