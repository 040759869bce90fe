using Workbench.Harness.Measurement;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Measurement;

/// <summary>Goldens travel between machines: digest, sketch and statistics must not depend on where they are computed.</summary>
public sealed class DeviceAgreementTests
{
    /// <summary>The CPU with one thread and, where there is one, the GPU; each is held against the CPU with all its threads.</summary>
    private static IEnumerable<Device> Devices() => cuda.is_available() ? [CPU, CUDA] : [CPU];

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Every_device_measures_the_same(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(11, CPU);
        var x = (randn([700, 384], generator: generator) + 0.5).to(dtype);
        var (digest, sketch, numbers) = (TensorDigest.Of(x), Sketcher.Of(x, SketchPlan.Default), TensorStatistics.Of(x));
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            foreach (var device in Devices())
            {
                var there = x.to(device);
                Assert.Equal(digest, TensorDigest.Of(there));
                // Sums run in fp64 in another order; what is left is the rounding to fp32.
                Assert.Equal(sketch, Sketcher.Of(there, SketchPlan.Default), (a, b) => Math.Abs(a - b) <= 1e-6f * Math.Abs(a));
                var other = TensorStatistics.Of(there);
                Assert.Equal((numbers.Min, numbers.Max, numbers.NonFinite), (other.Min, other.Max, other.NonFinite));
                Assert.Equal(numbers.Quantiles, other.Quantiles);
                Assert.Equal(numbers.Mean, other.Mean, 12);
                Assert.Equal(numbers.Norm, other.Norm, 9);
            }
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}
