using Workbench.Pipeline.Kernels.Fp8;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels;

/// <summary>What a linear layer reads: values, or rows that are quantised already.</summary>
public readonly struct LinearInput
{
    private readonly Tensor? values;
    private readonly Fp8Rows? rows;

    private LinearInput(Tensor? values, Fp8Rows? rows) => (this.values, this.rows) = (values, rows);

    public static implicit operator LinearInput(Tensor values) => new(values, null);

    public static implicit operator LinearInput(Fp8Rows rows) => new(null, rows);

    /// <summary>The layer's output, [..., outputs].</summary>
    public Tensor Through(Linear linear) => rows is null ? linear.Forward(values!) : linear.Forward(rows);

    /// <summary>gelu_tanh of the layer's output in one product; null where that cannot be.</summary>
    public Tensor? ThroughWithGelu(Linear linear) => rows is null ? linear.ForwardGelu(values!) : null;

    /// <summary>The layer's product without its bias; null where that cannot be.</summary>
    public Tensor? ThroughBare(Linear linear) => rows is null ? linear.ForwardBare(values!) : null;
}
