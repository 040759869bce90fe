using Workbench.Pipeline.Stages.ImageEncode;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Stages;

public sealed class InterpolationTests : IDisposable
{
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    [Theory]
    [InlineData(37, 12)]
    [InlineData(12, 37)]
    [InlineData(20, 10)]
    public void Plain_bicubic_follows_its_formula(int from, int to) =>
        Follows(from, to, Interpolation.Bicubic, support: 2, t => Cubic(t, -0.75), widen: false);

    [Theory]
    [InlineData(37, 12)]
    [InlineData(12, 37)]
    [InlineData(20, 10)]
    public void Antialiased_bicubic_follows_its_formula(int from, int to) =>
        Follows(from, to, Interpolation.BicubicAntialiased, support: 2, t => Cubic(t, -0.5), widen: true);

    [Theory]
    [InlineData(37, 12)]
    [InlineData(12, 37)]
    [InlineData(20, 10)]
    public void Antialiased_bilinear_follows_its_formula(int from, int to) =>
        Follows(from, to, Interpolation.BilinearAntialiased, support: 1, t => Math.Max(0, 1 - Math.Abs(t)), widen: true);

    [Fact]
    public void An_equal_size_changes_no_bit()
    {
        var x = randn(1, 3, 7, 9);
        Assert.True(x.eq(Interpolation.Bicubic(x, 7, 9)).all().item<bool>());
        Assert.True(x.eq(Interpolation.BicubicAntialiased(x, 7, 9)).all().item<bool>());
    }

    public void Dispose() => scope.Dispose();

    private static void Follows(int from, int to, Func<Tensor, long, long, Tensor> resize, double support, Func<double, double> kernel, bool widen)
    {
        var values = Enumerable.Range(0, from).Select(i => MathF.Sin(i * 1.7f) + i * 0.01f).ToArray();
        var got = resize(tensor(values).reshape(1, 1, 1, from), 1, to).data<float>().ToArray();
        for (var i = 0; i < to; i++)
        {
            // Rounding of fp32 weights and sums.
            Assert.Equal(Reference(values, to, i, support, kernel, widen), got[i], 5e-6);
        }
    }

    /// <summary>
    /// One output value in float64. Widened kernels (PIL's way) renormalise over the samples that exist; the plain one repeats the edge.
    /// </summary>
    private static double Reference(float[] values, int to, int index, double support, Func<double, double> kernel, bool widen)
    {
        var scale = (double)values.Length / to;
        var stretch = widen ? Math.Max(scale, 1) : 1;
        var centre = (index + 0.5) * scale - 0.5;
        double sum = 0, weights = 0;
        for (var j = (int)Math.Floor(centre - support * stretch) - 1; j <= Math.Ceiling(centre + support * stretch) + 1; j++)
        {
            if (widen && (j < 0 || j >= values.Length))
            {
                continue;
            }

            var weight = kernel((j - centre) / stretch);
            sum += weight * values[Math.Clamp(j, 0, values.Length - 1)];
            weights += weight;
        }

        return sum / weights;
    }

    private static double Cubic(double t, double a)
    {
        t = Math.Abs(t);
        return t < 1 ? ((a + 2) * t - (a + 3)) * t * t + 1 : t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
    }
}
