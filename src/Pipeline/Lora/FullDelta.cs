using static TorchSharp.torch;

namespace Workbench.Pipeline.Lora;

/// <summary>A delta of the parameter's own shape (<c>diff</c>, <c>diff_b</c>, <c>diff_m</c>).</summary>
/// <param name="diff">Owned.</param>
internal sealed class FullDelta(Tensor diff) : ILoraDelta
{
    private readonly Lazy<double> norm = new(() =>
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        return Math.Sqrt(diff.to(ScalarType.Float64).square().sum().item<double>());
    });

    public double Norm => norm.Value;

    public Tensor Dense(long[] shape, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        return diff.to(device).to(dtype, copy: true).reshape(shape).MoveToOuterDisposeScope();
    }

    public ILoraTerm Term(ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        return new FullTerm(diff.to(device).to(dtype, copy: true).DetachFromDisposeScope());
    }

    public void Dispose() => diff.Dispose();
}
