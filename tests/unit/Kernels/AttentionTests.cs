using Workbench.Harness.Comparison;
using Workbench.Pipeline.Kernels;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Kernels;

public sealed class AttentionTests
{
    [Theory]
    [InlineData(1, 7, 7, 3, 16)]
    [InlineData(2, 65, 33, 2, 24)]
    [InlineData(1, 1, 1, 1, 8)]
    public void Implementations_agree(long batch, long queries, long keys, long heads, long size)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (randn(batch, queries, heads, size), randn(batch, keys, heads, size), randn(batch, keys, heads, size));

        var expected = Attentions.Named("torch_math").Attend(q, k, v);
        var got = Attentions.Named("torch_sdpa").Attend(q, k, v);

        Assert.Equal([batch, queries, heads, size], got.shape);
        Assert.True(TensorDifference.Between(got, expected).RelativeError < 1e-6);
    }

    [Fact]
    public void One_head_is_softmax_of_scaled_scores()
    {
        using var scope = NewDisposeScope();
        var q = tensor(new float[] { 2, 0, 0, 0 }).reshape(1, 1, 1, 4);
        var k = tensor(new float[] { 1, 0, 0, 0, -1, 0, 0, 0 }).reshape(1, 2, 1, 4);
        var v = tensor(new float[] { 1, 0, 0, 0, 0, 1, 0, 0 }).reshape(1, 2, 1, 4);

        var got = new TorchMathAttention().Attend(q, k, v).flatten().data<float>().ToArray();

        // Scores 2*1/sqrt(4) = 1 and -1: weights 1/(1 + e^-2) and the rest.
        Assert.Equal(1 / (1 + Math.Exp(-2)), got[0], 1e-6);
        Assert.Equal(1 - 1 / (1 + Math.Exp(-2)), got[1], 1e-6);
    }

    [Fact]
    public void Written_out_attention_refuses_scores_beyond_its_limit_and_names_the_alternative()
    {
        using var scope = NewDisposeScope();
        var x = randn(1, 64, 2, 8);
        new TorchMathAttention(64 * 64 * 2 * 4).Attend(x, x, x);
        var error = Assert.Throws<KernelException>(() => new TorchMathAttention(64 * 64 * 2 * 4 - 1).Attend(x, x, x));
        Assert.Contains("torch_sdpa", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones()
    {
        Assert.Contains("torch_sdpa, torch_math", Assert.Throws<KernelException>(() => Attentions.Named("flash_attn9")).Message, StringComparison.Ordinal);
        Assert.All(Attentions.Names, name => Assert.Equal(name, Attentions.Named(name).Name));
    }

    [Fact]
    public void No_temporary_outlives_a_call()
    {
        using var scope = NewDisposeScope();
        var x = randn(1, 8, 2, 8);
        foreach (var name in Attentions.Names.Where(name => name != "torch_flash")) // runs on CUDA only
        {
            var before = scope.DisposablesCount;
            Attentions.Named(name).Attend(x, x, x);
            Assert.Equal(before + 1, scope.DisposablesCount);
        }
    }

    [Fact]
    public void Flash_attention_refuses_the_cpu_by_name()
    {
        using var scope = NewDisposeScope();
        var x = randn(1, 8, 2, 8);
        Assert.Contains("CUDA only", Assert.Throws<KernelException>(() => new FlashAttention().Attend(x, x, x)).Message, StringComparison.Ordinal);
    }
}
