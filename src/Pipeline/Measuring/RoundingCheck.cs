using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>
/// Whether a faster way of computing in 16 bits is as near to fp32 as the plain way: both carry the rounding of every weight and layer, so that they may
/// differ from each other by that much, but the faster one, which rounds less often, must not be further from the truth.
/// </summary>
public static class RoundingCheck
{
    /// <summary>How much further the faster way may be: what chance moves a norm of many thousand independent roundings by, with room.</summary>
    private const double Room = 1.15;

    /// <summary>A row without a time: relative errors of both, passed where the faster one's is not larger.</summary>
    public static BenchRow Row(string name, Tensor exact, Tensor plain, Tensor faster)
    {
        using var scope = NewDisposeScope();
        double Error(Tensor got) => ((got.to(ScalarType.Float32) - exact).norm() / exact.norm()).item<float>();
        var (first, second) = (Error(plain), Error(faster));
        var passed = second <= Room * first;
        return new($"{name}: error to fp32 {second:E1}, plain {first:E1}: {(passed ? "pass" : "FAIL")}", 0, 0, 0, 0, 0, 0, 0, passed);
    }
}
