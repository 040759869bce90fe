using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels.Gguf;
using Workbench.Pipeline.Kernels.Gguf.Quantising;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Kernels;

/// <summary>What the quantiser writes, the dequantiser (which is checked against ggml bit for bit) reads back.</summary>
public sealed class BlockQuantiserTests
{
    /// <summary>Relative error for standard normal values: half a step of n levels over about 4 to 6 standard deviations a block.</summary>
    [Theory]
    [InlineData(StoredType.Q8_0, 0.007)]
    [InlineData(StoredType.Q6_K, 0.025)]
    [InlineData(StoredType.Q5_K, 0.05)]
    [InlineData(StoredType.Q5_1, 0.05)]
    [InlineData(StoredType.Q5_0, 0.06)]
    [InlineData(StoredType.Q4_K, 0.09)]
    [InlineData(StoredType.Q4_1, 0.09)]
    [InlineData(StoredType.Q4_0, 0.12)]
    [InlineData(StoredType.IQ4_NL, 0.1)]
    [InlineData(StoredType.IQ4_XS, 0.1)]
    [InlineData(StoredType.Q3_K, 0.23)]
    [InlineData(StoredType.Q2_K, 0.42)]
    public void Values_come_back_within_the_types_step(StoredType type, double limit)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        var x = randn([16, 512], generator: generator);

        var error = ((Restored(x, type) - x).norm() / x.norm()).item<float>();

        Assert.InRange(error, limit / 4, limit);
    }

    [Fact]
    public void Every_type_that_is_written_has_a_case_above() =>
        Assert.Equal(12, BlockQuantiser.Types.Count);

    [Theory]
    [MemberData(nameof(Types))]
    public void Zeros_stay_zeros_and_extremes_stay_finite(StoredType type)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, Restored(zeros(2, 256), type).abs().max().item<float>());

        var spike = zeros(1, 256);
        spike[0, 17] = -3e4f;
        var restored = Restored(spike, type);
        Assert.True(restored.isfinite().all().item<bool>());
        Assert.InRange(restored[0, 17].item<float>(), -3.1e4f, -2.9e4f);
    }

    [Fact]
    public void Plain_types_are_cast_and_odd_rows_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(12, BlockQuantiser.Encode(ones(2, 3), StoredType.F16).Length);
        var error = Assert.Throws<ArgumentException>(() => BlockQuantiser.Encode(ones(2, 100), StoredType.Q4_K));
        Assert.Contains("whole blocks of 256", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => BlockQuantiser.Encode(ones(2, 256), StoredType.IQ2_S));
    }

    public static TheoryData<StoredType> Types => [.. BlockQuantiser.Types];

    private static Tensor Restored(Tensor x, StoredType type) =>
        Dequantisers.Dequantise(type, tensor(BlockQuantiser.Encode(x, type)), x.shape, ScalarType.Float32);
}
