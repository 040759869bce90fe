using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Gguf;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Kernels;

public sealed class QuantisedLinearTests : IDisposable
{
    private static readonly string Gguf = Repository.At("tests", "data", "formats", "wan-gguf", "HighNoise", "Wan2.2-I2V-A14B-HighNoise-Q4_K_S.gguf");

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(ScalarType.Float32, 1e-6)]  // another order of summation
    [InlineData(ScalarType.BFloat16, 8e-3)] // 2^-8: weight and result are rounded to eight bits
    public void A_gguf_layer_multiplies_with_its_dequantised_weight(ScalarType dtype, double limit)
    {
        using var scope = NewDisposeScope();
        using var file = GgufFile.Open(Gguf);
        using var layer = new CheckpointParameters(file, CPU).TakeLinear("blocks.0.self_attn.q", 256, 256, bias: true, dtype);
        var weight = Assert.IsType<GgufWeight>(layer.Weight);
        var x = randn([2, 5, 256], dtype);

        var y = layer.Forward(x);

        var expected = x.to(ScalarType.Float32).reshape(-1, 256).mm(weight.Dense(ScalarType.Float32).t()) + layer.Bias!.to(ScalarType.Float32);
        Assert.Equal([2L, 5, 256], y.shape);
        Assert.Equal(dtype, y.dtype);
        Assert.Equal(StoredType.Q4_K, weight.Type);
        Assert.Equal(256 * 144, weight.Bytes);
        Assert.True(RelativeError(y.reshape(-1, 256), expected) < limit);
    }

    [Fact]
    public void A_quantised_tensor_that_must_be_plain_is_dequantised_into_the_models_shape()
    {
        using var scope = NewDisposeScope();
        using var file = GgufFile.Open(Gguf);
        var parameters = new CheckpointParameters(file, CPU);

        var patch = parameters.Take("patch_embedding.weight", [256, 36, 1, 2, 2], ScalarType.Float32);
        var modulation = parameters.Take("blocks.0.modulation", [1, 6, 256], ScalarType.Float32);

        Assert.Equal([256L, 36, 1, 2, 2], patch.shape);
        Assert.Equal([1L, 6, 256], modulation.shape);
        Assert.Throws<CheckpointException>(() => parameters.Take("blocks.0.modulation", [6, 256, 1, 2], ScalarType.Float32));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void An_fp8_layer_is_close_to_the_plain_one_and_keeps_the_dtype(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var w = randn([64, 48], ScalarType.Float32) * 0.02;
        using var layer = Fp8(w, new());
        var x = randn([3, 7, 48], ScalarType.Float32);

        var y = layer.Multiply(x.to(dtype), null);

        // Two operands with three mantissa bits: 2^-4 at most an element, 2.6 % on average each, uncorrelated.
        Assert.Equal([3L, 7, 64], y.shape);
        Assert.Equal(dtype, y.dtype);
        Assert.InRange(RelativeError(y.reshape(-1, 64), x.reshape(-1, 48).mm(w.t())), 0.005, 0.06);
    }

    [Fact]
    public void Rows_of_zeros_stay_zero_and_an_empty_batch_stays_empty()
    {
        using var scope = NewDisposeScope();
        using var layer = Fp8(randn([16, 32]), new());
        var x = randn([4, 32]);
        x[1] = 0f;

        var y = layer.Multiply(x, null);

        Assert.True(y.isfinite().all().item<bool>());
        Assert.Equal(0f, y[1].abs().max().item<float>());
        Assert.Equal([0L, 16], layer.Multiply(zeros([0, 32]), null).shape);
    }

    [Fact]
    public void Without_quantised_activations_only_the_weight_is_rounded()
    {
        using var scope = NewDisposeScope();
        using var layer = Fp8(randn([20, 30]), new() { QuantiseActivations = false }); // no multiples of 16
        var x = randn([5, 30]);

        Assert.True(RelativeError(layer.Multiply(x, null), x.mm(layer.Dense(ScalarType.Float32).t())) < 1e-6);
    }

    [Fact]
    public void Both_roundings_of_a_weight_differ_only_at_ties()
    {
        using var scope = NewDisposeScope();
        var w = tensor(new float[] { 448, 17, 19, -17, 0, 0.0009765625f, 1.0625f, -1.1875f }).reshape(1, 8); // scale 1: 17, 19, 1.0625, 1.1875 and 2^-10 are ties

        var even = Fp8WeightQuantiser.Quantise(w).Codes.to(ScalarType.Float32).data<float>().ToArray();
        var away = Fp8WeightQuantiser.Quantise(w, Fp8Rounding.TiesAway).Codes.to(ScalarType.Float32).data<float>().ToArray();

        Assert.Equal([448, 16, 20, -16, 0, 0, 1, -1.25f], even);
        Assert.Equal([448, 18, 20, -18, 0, 0.001953125f, 1.125f, -1.25f], away);
    }

    [Fact]
    public void Scales_can_be_rounded_as_the_upstream_loader_does()
    {
        using var file = SafetensorsFile.Open(Repository.At("tests", "data", "wan22-tiny", "weights", "dit_high_fp8.safetensors"));
        using var exact = new CheckpointParameters(file, CPU).TakeLinear("blocks.0.ffn.0", 256, 512, bias: true, ScalarType.BFloat16);
        using var rounded = new CheckpointParameters(file, CPU, new() { RoundScales = true }).TakeLinear("blocks.0.ffn.0", 256, 512, bias: true, ScalarType.BFloat16);
        var (a, b) = (Assert.IsType<Fp8Weight>(exact.Weight).Scale, Assert.IsType<Fp8Weight>(rounded.Weight).Scale);

        Assert.False(a.eq(b).all().item<bool>());
        Assert.True(a.to(ScalarType.BFloat16).to(ScalarType.Float32).eq(b).all().item<bool>());
    }

    [Fact]
    public void Every_key_of_an_fp8_file_is_taken()
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(Repository.At("tests", "data", "wan22-tiny", "weights", "fp8_layers.safetensors"));
        var parameters = new CheckpointParameters(file, CPU);
        foreach (var weight in file.Tensors.Values.Where(t => t.Type == StoredType.F8E4M3))
        {
            parameters.TakeLinear(weight.Name[..^".weight".Length], weight.Shape[1], weight.Shape[0], bias: true, ScalarType.Float32).Dispose();
        }

        parameters.RequireAllTaken();
        Assert.Equal(12, file.Tensors.Count);
    }

    [Fact]
    public void One_scale_for_the_whole_tensor_is_spread_over_its_rows()
    {
        using var scope = NewDisposeScope();
        var (codes, _) = Fp8WeightQuantiser.Quantise(randn([16, 32]));
        SafetensorsWriter.Write(folder["comfy.safetensors"], [KeyValuePair.Create("a.weight", codes), KeyValuePair.Create("a.scale_weight", tensor(0.5f))]);
        using var file = SafetensorsFile.Open(folder["comfy.safetensors"]);

        using var layer = new CheckpointParameters(file, CPU).TakeLinear("a", 32, 16, bias: false, ScalarType.Float32);

        Assert.True(layer.Weight.Dense(ScalarType.Float32).eq(codes.to(ScalarType.Float32) * 0.5f).all().item<bool>());
    }

    [Fact]
    public void Int8_weights_are_refused_with_a_way_out()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(folder["int8.safetensors"], [KeyValuePair.Create("a.weight", ones([16, 32], ScalarType.Int8)), KeyValuePair.Create("a.weight_scale", ones([16, 1]))]);
        using var file = SafetensorsFile.Open(folder["int8.safetensors"]);

        var refusal = Assert.Throws<CheckpointException>(() => new CheckpointParameters(file, CPU).TakeLinear("a", 32, 16, bias: false, ScalarType.Float32));

        Assert.Contains("int8", refusal.Message);
        Assert.Contains("use the bf16, fp8", refusal.Message);
    }

    public void Dispose() => folder.Dispose();

    private static Fp8Weight Fp8(Tensor weight, Fp8Options options)
    {
        var (codes, scale) = Fp8WeightQuantiser.Quantise(weight);
        return new(codes.DetachFromDisposeScope(), scale.DetachFromDisposeScope(), options);
    }

    private static double RelativeError(Tensor got, Tensor expected) =>
        ((got.to(ScalarType.Float32) - expected).norm() / expected.norm()).item<float>();
}
