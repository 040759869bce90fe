using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>The text encoder with joint products that add to the residual, against its plain twin. What needs CUDA is checked by `workbench bench t5`.</summary>
public sealed class JoinedTextEncoderTests
{
    private static readonly Umt5Config Config = Pipeline.TinyModel.TinyModelFolder.TextEncoder;

    [Theory]
    [InlineData(1, 16)]
    [InlineData(2, 13)]
    public void Gives_the_numbers_of_the_plain_one(long batch, long length)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        manual_seed(9);
        var ids = randint(2, 100, [batch, length], ScalarType.Int64);
        var mask = ones([batch, length], ScalarType.Int64);
        mask.narrow(1, length - 4, 4).zero_();
        using var plain = Encoder(Config);
        using var joined = Encoder(Config with { Fused = true, Attention = Umt5AttentionKind.Sdpa });

        var expected = plain.Forward(ids, mask, default);
        Close(expected, joined.Forward(ids, mask, default));
        Close(expected, joined.Forward(ids, mask, new(new Listener(), ""))); // a listener gets the layers one by one, from the same weights
    }

    [Fact]
    public void Layers_of_another_kind_are_left_alone()
    {
        using var scope = NewDisposeScope();
        using var biased = new Linear("a", new DenseWeight(randn([4, 8])), zeros([4]));
        using var bare = new Linear("b", new DenseWeight(randn([4, 8])), null);
        Linear[] layers = [bare, biased];
        Assert.Null(JoinedLinear.Join("both", layers));
        Assert.Same(bare, layers[0]);
    }

    private static Umt5Encoder Encoder(Umt5Config config) => new(new(new SeededParameters(3, CPU), "", ScalarType.Float32), config);

    private sealed class Listener : ITapSink
    {
        public Tensor Pass(string path, Tensor tensor) => tensor;

        public void Launch(string path, string operation)
        {
        }
    }

    /// <summary>fp32: only the order of sums may differ.</summary>
    private static void Close(Tensor expected, Tensor got) => Assert.InRange(((got - expected).norm() / expected.norm()).item<float>(), 0, 1e-5f);
}
