using Workbench.Harness.Comparison;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>Assertions on tensors.</summary>
internal static class Same
{
    public static void Bits(Tensor expected, Tensor got)
    {
        Assert.Equal(expected.shape, got.shape);
        Assert.True(expected.eq(got).all().item<bool>(), $"largest difference {TensorDifference.Between(got, expected).MaxAbsolute}");
    }

    public static void Not(Tensor a, Tensor b) => Assert.False(a.eq(b).all().item<bool>(), "the tensors are equal");

    public static void Within(double limit, Tensor expected, Tensor got)
    {
        var difference = TensorDifference.Between(got, expected);
        Assert.True(difference.Mismatch is null && difference.RelativeError <= limit, $"relative error {difference.RelativeError:E2}, limit {limit:E2} {difference.Mismatch}");
    }
}
