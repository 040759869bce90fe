using static TorchSharp.torch;

namespace Workbench.Pipeline.Lora;

/// <summary>
/// up times down, alpha/rank times. Source: lightx2v/utils/lora_loader.py (merged) and common/ops/mm/mm_weight.py (dynamic).
/// Making it dense costs 2*outputs*inputs*rank FLOP and one temporary of the weight's size.
/// </summary>
/// <param name="down">[rank, inputs], owned.</param>
/// <param name="up">[outputs, rank], owned.</param>
/// <param name="alpha">Null or 0: the product counts once.</param>
internal sealed class LowRankDelta(Tensor down, Tensor up, double? alpha) : ILoraDelta
{
    private readonly Lazy<double> norm = new(() => NormOf(down, up) * Math.Abs(ScaleIn(ScalarType.Float64, alpha, down.shape[0])));

    public double Norm => norm.Value;

    public Tensor Dense(long[] shape, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        var product = up.to(device).to(dtype).mm(down.to(device).to(dtype)); // [outputs, inputs]
        return Scaled.By(ScaleIn(dtype, alpha, down.shape[0]), product).reshape(shape).MoveToOuterDisposeScope();
    }

    public ILoraTerm Term(ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        var a = down.to(device).to(dtype, copy: true).DetachFromDisposeScope();
        var b = up.to(device).to(dtype, copy: true).DetachFromDisposeScope();
        return new LowRankTerm(a, b, ScaleIn(ScalarType.Float64, alpha, down.shape[0]));
    }

    public void Dispose()
    {
        down.Dispose();
        up.Dispose();
    }

    /// <summary>alpha/rank as upstream computes it where everything, alpha too, is in <paramref name="dtype"/>.</summary>
    private static double ScaleIn(ScalarType dtype, double? alpha, long rank)
    {
        using var scope = NewDisposeScope();
        return alpha is null or 0 ? 1 : tensor(alpha.Value, dtype).div(rank).to(ScalarType.Float64).item<double>();
    }

    /// <summary>||BA||^2 = sum((B^T B) * (A A^T)), two products of rank x rank.</summary>
    private static double NormOf(Tensor down, Tensor up)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var a = down.to(ScalarType.Float64); // [rank, inputs]
        var b = up.to(ScalarType.Float64);   // [outputs, rank]
        return Math.Sqrt(Math.Max(0, (b.t().mm(b) * a.mm(a.t())).sum().item<double>())); // rounding may go below 0; NaN stays NaN
    }
}
