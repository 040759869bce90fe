using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Running.Weights;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>Models made from a seed: the numbers are those of the seed, in every flavour, and everything runs that runs on files.</summary>
[Collection(LiveTensorCount.Name)]
public sealed class TestSeededModel
{
    [Theory]
    [InlineData("seeded:a14b", false)]
    [InlineData("seeded:A14B@7", false)]
    [InlineData("Seeded:tiny@0", true)]
    public void Names_are_read_in_any_case(string name, bool tiny) => Assert.Equal(tiny, SeededWeights.TryParse(name)!.Tiny);

    [Theory]
    [InlineData(null)]
    [InlineData("tiny")]
    [InlineData("seeded:")]
    [InlineData("seeded:5b")]
    [InlineData("seeded:tiny@")]
    [InlineData("seeded:tiny@-1")]
    [InlineData("seeded:tiny@1@2")]
    public void Other_names_are_none_of_its_own(string? name) => Assert.Null(SeededWeights.TryParse(name));

    [Fact]
    public void An_expert_holds_the_numbers_of_its_seed_as_a_bf16_file_would()
    {
        using var scope = NewDisposeScope();
        using var high = Loader("tiny@5").Expert(Expert.High);
        using var low = Loader("tiny@5").Expert(Expert.Low);
        var direct = new SeededParameters(6, CPU).Take("blocks.3.ffn.2.weight", [256, 512], ScalarType.BFloat16).to(ScalarType.Float32);

        Same.Bits(direct, high.Parameters.Linears["blocks.3.ffn.2"].Weight.Dense(ScalarType.Float32));
        Assert.False(direct.eq(low.Parameters.Linears["blocks.3.ffn.2"].Weight.Dense(ScalarType.Float32)).all().item<bool>());
    }

    /// <summary>A golden of a network that rounding decides would be worth nothing.</summary>
    [Fact]
    public void Rounding_moves_the_text_encoder_little()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var config = new Umt5Config { Vocabulary = 300, Dim = 256, DimAttention = 256, DimFfn = 512, Heads = 4, Layers = 8, Buckets = 32 };
        manual_seed(3);
        var ids = randint(2, 300, [1, 48], ScalarType.Int64);
        Tensor Run(ScalarType dtype)
        {
            using var encoder = new Umt5Encoder(new(new SeededParameters(3, CPU, stored: ScalarType.BFloat16, gain: config.RandomGain), "", dtype), config);
            return encoder.Forward(ids, ones_like(ids), default, default).to(ScalarType.Float32);
        }

        var (exact, rounded) = (Run(ScalarType.Float32), Run(ScalarType.BFloat16));
        Assert.InRange(((rounded - exact).norm() / exact.norm()).item<float>(), 0, 3e-2f); // some 30 roundings of 2^-9 in a row; 0.3 without the gain
    }

    [Theory]
    [InlineData("fp8-sgl")]
    [InlineData("gguf-Q4_K_M")]
    public void A_scheme_stores_the_blocks_as_its_files_do(string scheme)
    {
        using var scope = NewDisposeScope();
        using var dit = Loader("tiny", TinyModels.Scheme(scheme)).Expert(Expert.High);
        var linears = dit.Parameters.Linears;

        Assert.IsType<DenseWeight>(linears["text_embedding.0"].Weight);
        if (scheme == "fp8-sgl")
        {
            Assert.All(linears.Where(l => l.Key.StartsWith("blocks.", StringComparison.Ordinal)), l => Assert.IsType<Fp8Weight>(l.Value.Weight));
            return;
        }

        Assert.Equal(StoredType.Q4_K, Assert.IsType<GgufWeight>(linears["blocks.0.self_attn.q"].Weight).Type);
        Assert.Equal(StoredType.Q6_K, Assert.IsType<GgufWeight>(linears["blocks.0.self_attn.v"].Weight).Type);
        var spread = linears["blocks.1.ffn.0"].Weight.Dense(ScalarType.Float32).square().mean().item<float>() * 256;
        Assert.InRange(spread, 0.5, 2); // the variance of what passes through stays near one: scales were set by hand, type by type
    }

    [Theory]
    [InlineData("Default")]
    [InlineData("fp8-sgl")]
    [InlineData("gguf-Q8_0")]
    public void A_whole_run_gives_finite_latents_and_the_same_again(string scheme)
    {
        using var first = Generate(scheme);
        using var second = Generate(scheme);

        Assert.True(first.Latents.isfinite().all().item<bool>());
        Same.Bits(first.Latents, second.Latents);
        Same.Bits(first.Frames, second.Frames);
    }

    [Fact]
    public void Sizes_of_the_configuration_beat_the_models()
    {
        using var dit = Loader("tiny", """{"num_layers": 2, "text_len": 32}""").Expert(Expert.Low);

        Assert.Equal((2, 32L), (dit.Config.NumLayers, dit.Config.TextLen));
    }

    [Fact]
    public void A_fingerprint_tells_seeds_apart()
    {
        Assert.NotEqual(new SeededWeights("tiny", 1).Fingerprint(ModelNetwork.Vae), new SeededWeights("tiny", 2).Fingerprint(ModelNetwork.Vae));
        Assert.NotEqual(new SeededWeights("tiny", 1).Fingerprint(ModelNetwork.Vae), new SeededWeights("a14b", 1).Fingerprint(ModelNetwork.Vae));
    }

    private static GenerateResult Generate(string scheme)
    {
        using var scope = NewDisposeScope();
        using var pipeline = ImageToVideo.Load(Loader("tiny@3", $$"""{{TinyModels.Scheme(scheme)[..^1]}}, "target_height": 32, "target_width": 32, "target_video_length": 5}"""));
        var picture = full([40, 40, 3], 128, ScalarType.Byte);
        return pipeline.Generate(new() { Prompt = "a cat", Image = picture });
    }

    private static ModelLoader Loader(string name, string changes = "{}")
    {
        var overrides = JsonNode.Parse(changes)!.AsObject().ToDictionary(c => c.Key, c => c.Value?.DeepClone());
        var config = PipelineConfig.Load(new() { ConfigJson = "tiny_i2v", Overrides = overrides }, ConfigEnvironment.Empty);
        return ModelLoader.For(config, CPU, seeded: SeededWeights.TryParse("seeded:" + name));
    }
}
