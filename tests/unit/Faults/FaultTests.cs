using Workbench.Testing.Faults;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Faults;

public sealed class FaultTests
{
    public static TheoryData<string> Silent => [.. FaultCatalog.Silent];

    [Theory]
    [MemberData(nameof(Silent))]
    public void Every_silent_fault_changes_the_tensor_it_is_given_a_copy_of(string kind)
    {
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float64 })
        {
            using var scope = NewDisposeScope();
            manual_seed(3);
            var x = randn([4, 6, 8], ScalarType.Float64).to(dtype);
            var before = x.clone();

            var y = Through(kind, x);

            Assert.Equal(before.bytes.ToArray(), x.bytes.ToArray());
            Assert.Equal(x.shape, y.shape);
            Assert.False(y.dtype == x.dtype && y.bytes.SequenceEqual(x.bytes), $"{kind} changed nothing in {dtype}");
        }
    }

    [Theory]
    [MemberData(nameof(Silent))]
    public void A_seed_gives_the_same_fault_again(string kind)
    {
        using var scope = NewDisposeScope();
        var x = randn(4, 6, 8);
        if (kind != "nondeterministic")
        {
            Assert.Equal(Through(kind, x).bytes.ToArray(), Through(kind, x).bytes.ToArray());
        }
        else
        {
            Assert.NotEqual(Through(kind, x).bytes.ToArray(), Through(kind, x).bytes.ToArray());
        }
    }

    [Fact]
    public void A_bit_flip_changes_one_element_by_its_bit()
    {
        using var scope = NewDisposeScope();
        var x = ones(100);
        var sign = Through("sign-bit", x);
        Assert.Equal(-1, sign[x.ne(sign)].item<float>());
        var exponent = Through("exponent-bit", x);
        Assert.Equal(Math.Pow(2, -16), exponent[x.ne(exponent)].item<float>());
    }

    [Fact]
    public void A_count_chooses_one_pass_and_none_means_all()
    {
        foreach (var (tap, hits) in new[] { ("x", 3), ("x#0", 1), ("x#2", 1), ("y", 0) })
        {
            using var scope = NewDisposeScope();
            using var sink = new FaultSink(FaultSpec.Parse($"dropped@{tap}"));
            foreach (var path in new[] { "x", "x#1", "x#2" })
            {
                sink.Pass(path, ones(2));
            }

            Assert.Equal(hits, sink.Hits);
        }
    }

    [Fact]
    public void A_stale_copy_is_what_passed_before_in_that_shape()
    {
        using var scope = NewDisposeScope();
        using var sink = new FaultSink(FaultSpec.Parse("stale@b"));
        sink.Pass("a", full(3, 5f));
        sink.Pass("other", ones(4));
        Assert.Equal(5, sink.Pass("b", ones(3))[0].item<float>());
    }

    [Theory]
    [InlineData("nan-channel")]
    [InlineData("nan-channel@")]
    [InlineData("no-such-fault@x")]
    [InlineData("dropped@x;colour=red")]
    public void A_text_that_means_nothing_is_refused(string text) => Assert.Throws<FormatException>(() => FaultSpec.Parse(text));

    [Fact]
    public void A_text_comes_back_as_it_was_read()
    {
        const string Text = "bypass@blocks.00/q_rope#1;seed=7;from=blocks.00/q";
        Assert.Equal(Text, FaultSpec.Parse(Text).ToString());
    }

    private static Tensor Through(string kind, Tensor x)
    {
        using var sink = new FaultSink(FaultSpec.Parse($"{kind}@x;seed=5;from=before"));
        sink.Pass("before", x.flip(0) + 1);
        return sink.Pass("x", x);
    }
}
