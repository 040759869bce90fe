using Workbench.Harness.Comparison;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Kernels;

/// <summary>The reference kernels against the formulas in fp64.</summary>
public sealed class TorchElementwiseTests
{
    private const double Eps = 1e-6;
    private static readonly TorchElementwise Kernels = new(RmsNormRounding.Once);

    [Fact]
    public void Norm_and_modulation()
    {
        using var scope = NewDisposeScope();
        var (x, shift, scale) = (randn(1, 5, 32) * 3 + 1, randn(1, 1, 32), randn(1, 1, 32));

        var got = Kernels.NormModulate(x, shift, scale, Eps, ScalarType.Float32, default, "norm");

        Near(Standardised(x) * (1 + scale) + shift, got);
    }

    [Fact]
    public void Norm_with_weight_and_bias()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (randn(1, 5, 32) * 3 + 1, randn(32), randn(32));
        Near(Standardised(x) * weight + bias, Kernels.NormAffine(x, weight, bias, Eps, ScalarType.Float32));
    }

    [Theory]
    [InlineData(RmsNormRounding.Once)]
    [InlineData(RmsNormRounding.BeforeWeight)]
    [InlineData(RmsNormRounding.EveryOperation)]
    public void Rms_norm_in_fp32_is_the_same_however_it_would_round(RmsNormRounding rounding)
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (randn(1, 5, 32), randn(32));
        Near(RootMeanSquared(x) * weight, new TorchElementwise(rounding).RmsNorm(x, weight, Eps, ScalarType.Float32));
    }

    [Fact]
    public void Rms_norms_in_bf16_round_the_less_the_later()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (randn(1, 200, 64).to(ScalarType.BFloat16), randn(64).to(ScalarType.BFloat16));
        var exact = RootMeanSquared(x) * weight;

        var errors = new[] { RmsNormRounding.Once, RmsNormRounding.BeforeWeight, RmsNormRounding.EveryOperation }
            .Select(r => TensorDifference.Between(new TorchElementwise(r).RmsNorm(x, weight, Eps, ScalarType.BFloat16), exact).RelativeError).ToArray();

        // One rounding of at most 2^-9 relative: 1.1e-3 to 1.7e-3 in the mean; two and about four add as their root.
        Assert.InRange(errors[0], 1e-3, 2e-3);
        Assert.InRange(errors[1], errors[0] * 1.1, 4e-3);
        Assert.InRange(errors[2], errors[1] * 1.1, 8e-3);
    }

    [Fact]
    public void Rotation_turns_adjacent_pairs()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (randn(1, 6, 24), randn(24));
        var angle = randn(6, 1, 4, dtype: ScalarType.Float64); // 3 heads of 8 channels

        var got = Kernels.RmsNormRope(x, weight, Eps, polar(ones_like(angle), angle), ScalarType.Float32, default, "norm");

        var pairs = (RootMeanSquared(x) * weight).reshape(1, 6, 3, 4, 2);
        var (a, b) = (pairs.select(4, 0), pairs.select(4, 1));
        var expected = stack([a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()], 4).flatten(3);
        Assert.Equal([1L, 6, 3, 8], got.shape);
        Near(expected, got);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gated_sum_keeps_the_residual_dtype(bool overwrite)
    {
        using var scope = NewDisposeScope();
        var (x, y, gate) = (randn(1, 5, 32), randn(1, 5, 32).to(ScalarType.BFloat16), randn(1, 1, 32));
        var (before, expected) = (x.clone(), x.to(ScalarType.Float64) + y.to(ScalarType.Float64) * gate);

        var got = Kernels.AddGated(x, y, gate, overwrite);

        Assert.Equal(ScalarType.Float32, got.dtype);
        Near(expected, got);
        Assert.Equal(!overwrite, x.eq(before).all().item<bool>()); // left alone unless it may be overwritten
        x.Dispose();
        Near(expected, got); // a tensor of its own, whose memory outlives x
    }

    [Fact]
    public void Gelu_is_the_tanh_approximation()
    {
        using var scope = NewDisposeScope();
        var x = linspace(-6, 6, 101, ScalarType.Float64);
        var expected = 0.5 * x * (1 + (Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x.pow(3))).tanh());
        Near(expected, Kernels.Gelu(x.to(ScalarType.Float32)));
    }

    [Fact]
    public void Output_dtype_is_as_asked()
    {
        using var scope = NewDisposeScope();
        var (x, row, wide) = (randn(1, 2, 8), randn(8), randn(1, 1, 8));
        Assert.Equal(ScalarType.BFloat16, Kernels.NormModulate(x, wide, wide, Eps, ScalarType.BFloat16, default, "").dtype);
        Assert.Equal(ScalarType.BFloat16, Kernels.NormAffine(x, row, row, Eps, ScalarType.BFloat16).dtype);
        Assert.Equal(ScalarType.BFloat16, Kernels.RmsNorm(x, row, Eps, ScalarType.BFloat16).dtype);
    }

    private static Tensor Standardised(Tensor x)
    {
        var wide = x.to(ScalarType.Float64);
        var centred = wide - wide.mean([-1], keepdim: true);
        return centred / (centred.square().mean([-1], keepdim: true) + Eps).sqrt();
    }

    private static Tensor RootMeanSquared(Tensor x)
    {
        var wide = x.to(ScalarType.Float64);
        return wide / (wide.square().mean([-1], keepdim: true) + Eps).sqrt();
    }

    /// <summary>A few fp32 roundings of 6e-8.</summary>
    private static void Near(Tensor expected, Tensor got) => Assert.InRange(TensorDifference.Between(got, expected).RelativeError, 0, 1e-6);
}
