using Workbench.Pipeline.Kernels;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Kernels;

public sealed class GeluProductTests
{
    [Fact]
    public void The_binding_multiplies_adds_and_activates()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (randn([2, 3, 8]), randn([16, 8]), randn([16]));
        var got = GeluProduct.Relu(x, weight, bias);
        Assert.NotNull(got);
        Assert.Equal([2L, 3, 16], got.shape);
        Assert.True(got.allclose(nn.functional.linear(x, weight, bias).relu(), 1e-5, 1e-6));
    }

    [Fact]
    public void On_the_CPU_the_layer_says_that_it_cannot()
    {
        using var scope = NewDisposeScope();
        using var layer = new Linear("ffn.0", new DenseWeight(randn([16, 8])), randn([16]));
        Assert.Null(layer.ForwardGelu(randn([3, 8])));
        using var bare = new Linear("ffn.0", new DenseWeight(randn([16, 8])), null);
        Assert.Null(bare.ForwardGelu(randn([3, 8])));
    }

    [Fact]
    public void The_bare_product_lacks_the_bias_only()
    {
        using var scope = NewDisposeScope();
        using var layer = new Linear("ffn.0", new DenseWeight(randn([16, 8])), randn([16]));
        var x = randn([3, 8]);
        Assert.True((layer.ForwardBare(x)! + layer.Bias!).allclose(layer.Forward(x), 1e-5, 1e-6));
        using var unbiased = new Linear("ffn.0", new DenseWeight(randn([16, 8])), null);
        Assert.Null(unbiased.ForwardBare(x));
    }
}
