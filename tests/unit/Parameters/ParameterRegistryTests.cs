using Workbench.UnitTests.Dit;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Parameters;

public sealed class ParameterRegistryTests
{
    [Fact]
    public void Linear_layers_and_plain_parameters_are_found_by_key()
    {
        using var scope = NewDisposeScope();
        using var dit = TinyDit.Make();

        Assert.Equal(3 * 10 + 2 + 2 + 1 + 1, dit.Parameters.Linears.Count);
        Assert.Equal("blocks.1.cross_attn.k", dit.Parameters.Linears["blocks.1.cross_attn.k"].Name);
        Assert.Equal([48L, 11, 1, 2, 2], dit.Parameters.Tensors["patch_embedding.weight"].shape);
        Assert.Equal([1L, 6, 48], dit.Parameters.Tensors["blocks.2.modulation"].shape);
        Assert.Same(dit.Parameters.Linears["blocks.0.ffn.0"].Bias, dit.Parameters.Tensors["blocks.0.ffn.0.bias"]);
        Assert.DoesNotContain("blocks.0.ffn.0.weight", dit.Parameters.Tensors.Keys);
    }

    [Theory]
    [InlineData("blocks.1.norm3.bias")]
    [InlineData("blocks.1.self_attn.norm_q.weight")]
    [InlineData("blocks.2.modulation")]
    [InlineData("patch_embedding.weight")]
    [InlineData("blocks.0.self_attn.v.bias")]
    [InlineData("head.modulation")]
    public void The_network_computes_with_what_is_set(string key)
    {
        using var scope = NewDisposeScope();
        using var dit = TinyDit.Make();
        var inputs = TinyDit.Inputs(1, 4, 4);
        var before = dit.Forward(inputs.Latents, inputs.Y, inputs.Context, 500);
        var old = dit.Parameters.Tensors[key].clone();

        dit.Parameters.Set(key, old * 1.5);
        Assert.True(dit.Forward(inputs.Latents, inputs.Y, inputs.Context, 500).sub(before).abs().max().item<float>() > 1e-4);

        dit.Parameters.Set(key, old);
        Assert.True(dit.Forward(inputs.Latents, inputs.Y, inputs.Context, 500).sub(before).abs().max().item<float>() == 0);
    }

    [Fact]
    public void Wrong_keys_and_shapes_are_named()
    {
        using var scope = NewDisposeScope();
        using var dit = TinyDit.Make();
        Assert.Contains("blocks.1.norm3.bias", Assert.Throws<ArgumentException>(() => dit.Parameters.Set("blocks.1.norm3.bia", zeros(48))).Message, StringComparison.Ordinal);
        Assert.Contains("[48]", Assert.Throws<ArgumentException>(() => dit.Parameters.Set("blocks.1.norm3.bias", zeros(47))).Message, StringComparison.Ordinal);
    }
}
