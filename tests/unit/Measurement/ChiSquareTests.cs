using Workbench.Harness.Measurement;

namespace Workbench.UnitTests.Measurement;

public sealed class ChiSquareTests
{
    [Theory]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.5, 0)]
    [InlineData(0.0005, -3.290526731491926)]
    public void Normal_quantiles(double p, double expected) => Assert.Equal(expected, ChiSquare.Normal(p), 9);

    // Tables: chi-square with 100 degrees, 2.5 % 74.222 and 97.5 % 129.561; 256 degrees at 50 % is 255.334.
    [Theory]
    [InlineData(0.025, 100, 74.222)]
    [InlineData(0.975, 100, 129.561)]
    [InlineData(0.5, 256, 255.334)]
    public void Chi_square_quantiles_within_a_thousandth(double p, int degrees, double expected) =>
        Assert.InRange(ChiSquare.Quantile(p, degrees) / expected, 0.999, 1.001);
}
