using Workbench.Harness.Measurement;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Measurement;

public sealed class TensorDigestTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData((1 << 19) + 3)] // more than two blocks of fp64, and a rest
    public void One_bit_anywhere_changes_the_digest(int count)
    {
        using var scope = NewDisposeScope();
        var x = randn(count, ScalarType.Float64);
        var before = TensorDigest.Of(x);
        foreach (var at in new[] { 0, count / 2, count - 1 }.Distinct())
        {
            var y = x.clone();
            y.narrow(0, at, 1).neg_();
            Assert.NotEqual(before, TensorDigest.Of(y));
        }

        Assert.Equal(before, TensorDigest.Of(x.clone()));
    }

    /// <summary>A sign is the top bit of its word's half; two that change must not cancel, in whichever half, row or block they are.</summary>
    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void An_even_number_of_changed_signs_changes_the_digest(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var x = randn(54, (1 << 14) + 2).to(dtype); // more than one block, and a rest
        var digests = new HashSet<string> { TensorDigest.Of(x) };
        for (var channel = 0; channel < 8; channel++)
        {
            var y = x.clone();
            y.narrow(1, channel, 1).neg_();
            Assert.True(digests.Add(TensorDigest.Of(y)), $"channel {channel} of {dtype}");
        }

        Assert.True(digests.Add(TensorDigest.Of(x.neg())));
    }

    [Fact]
    public void Order_shape_and_dtype_count()
    {
        using var scope = NewDisposeScope();
        var x = arange(12, ScalarType.Int32);
        var digests = new[] { x, x.flip(0), x.reshape(3, 4), x.reshape(4, 3), x.to(ScalarType.Int64), x.to(ScalarType.Float32) }.Select(TensorDigest.Of).ToList();
        Assert.Equal(digests.Count, digests.Distinct().Count());
    }

    [Fact]
    public void Blocks_cannot_trade_places()
    {
        using var scope = NewDisposeScope();
        var a = arange(1 << 18, ScalarType.Int64);
        var b = a + 5;
        Assert.NotEqual(TensorDigest.Of(cat([a, b])), TensorDigest.Of(cat([b, a])));
    }

    [Fact]
    public void Memory_layout_does_not_count()
    {
        using var scope = NewDisposeScope();
        var x = randn(6, 10);
        Assert.Equal(TensorDigest.Of(x), TensorDigest.Of(x.t().contiguous().t()));
        Assert.Equal(TensorDigest.Of(x.narrow(0, 1, 3)), TensorDigest.Of(x.narrow(0, 1, 3).clone()));
        var odd = arange(20, ScalarType.Byte);
        Assert.Equal(TensorDigest.Of(odd.narrow(0, 3, 16)), TensorDigest.Of(odd.narrow(0, 3, 16).clone()));
    }

    [Fact]
    public void Negative_zero_and_nan_payloads_are_bits_like_others()
    {
        using var scope = NewDisposeScope();
        Assert.NotEqual(TensorDigest.Of(tensor([0f])), TensorDigest.Of(tensor([-0f])));
        Assert.Equal(TensorDigest.Of(tensor([float.NaN])), TensorDigest.Of(tensor([float.NaN])));
    }

    [Fact]
    public void Empty_and_scalar_tensors_have_digests()
    {
        using var scope = NewDisposeScope();
        Assert.NotEqual(TensorDigest.Of(zeros(0, 3)), TensorDigest.Of(zeros(3, 0)));
        Assert.Equal(16, TensorDigest.Of(tensor(1.5f)).Length);
    }
}
