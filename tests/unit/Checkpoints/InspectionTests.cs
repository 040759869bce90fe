using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Inspection;
using Workbench.Pipeline.Checkpoints.Layouts;

namespace Workbench.UnitTests.Checkpoints;

public sealed class InspectionTests
{
    private static string Weights(string name) => Repository.At("tests", "data", "wan22-tiny", "weights", name + ".safetensors");

    [Fact]
    public void A_transformer_is_recognised_with_its_sizes()
    {
        var report = CheckpointInspector.Inspect(Weights("dit_high"));

        Assert.Equal(ModelKind.WanDit, report.Model.Kind);
        Assert.Equal("dim=256 layers=2 heads=2 ffn_dim=512 in_dim=36 out_dim=16 text_dim=128 freq_dim=256", string.Join(" ", report.Model.Sizes.Select(s => $"{s.Name}={s.Value}")));
        Assert.Equal(CheckpointFormat.Safetensors, report.Format);
        Assert.Equal(KeyLayout.Original, report.Layout);
        Assert.Equal("high", report.NamedExpert);
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public void A_text_encoder_and_a_vae_are_recognised()
    {
        Assert.Equal("vocab=512 dim=128 dim_attn=128 dim_ffn=256 layers=4 heads=4 buckets=32", Sizes(CheckpointInspector.Inspect(Weights("t5"))));
        Assert.Equal("dim=8 z_dim=16 image_channels=3", Sizes(CheckpointInspector.Inspect(Weights("vae"))));
        Assert.Equal("layers=20 rank=4", Sizes(CheckpointInspector.Inspect(Weights("lora_low"))));
    }

    [Fact]
    public void Every_dialect_of_the_gguf_files_gives_the_same_sizes()
    {
        var path = Repository.At("tests", "data", "formats", "wan-gguf", "HighNoise", "Wan2.2-I2V-A14B-HighNoise-Q4_K_S.gguf");
        var report = CheckpointInspector.Inspect(path);

        Assert.Equal(CheckpointFormat.Gguf, report.Format);
        Assert.Equal("dim=256 layers=1 heads=2 ffn_dim=256 in_dim=36 out_dim=16 text_dim=128 freq_dim=256", Sizes(report));
        Assert.Contains(report.Types, t => t is { LayerKind: "blocks.*.self_attn.v.weight", Type: StoredType.Q5_K, Tensors: 1 });
        Assert.Contains(report.Types, t => t is { LayerKind: "blocks.*.self_attn.q.weight", Type: StoredType.Q4_K, Tensors: 1 });
        Assert.Contains(report.Warnings, text => text.Contains("distill"));
    }

    [Fact]
    public void Missing_extra_and_misshapen_keys_are_named_with_their_nearest()
    {
        var names = CheckpointInspector.Inspect(Weights("dit_high"));
        using var file = SafetensorsFile.Open(Weights("dit_high"));
        var expected = file.Tensors.Values.Select(t => (Name: t.Name == "head.head.bias" ? "head.heed.bias" : t.Name, t.Shape)).ToList();
        expected[0] = (expected[0].Name, [7]);

        var difference = CheckpointInspector.Inspect(Weights("dit_high"), expected).Difference!;

        Assert.False(difference.Fits);
        Assert.Equal("head.head.bias", Assert.Single(Assert.Single(difference.Missing).Nearest));
        Assert.Equal("head.head.bias", Assert.Single(difference.Extra).Name);
        Assert.Equal([7L], Assert.Single(difference.Shapes).Expected);
        Assert.Null(names.Difference);
    }

    [Fact]
    public void Scales_beside_fp8_weights_are_no_extra_keys()
    {
        using var file = SafetensorsFile.Open(Weights("dit_high"));
        var expected = file.Tensors.Values.Select(t => (t.Name, t.Shape)).ToList();

        Assert.True(CheckpointInspector.Inspect(Weights("dit_high_fp8"), expected).Difference!.Fits);
    }

    [Fact]
    public void Memory_counts_quantised_matrices_as_stored_and_the_rest_in_sixteen_bits()
    {
        var plain = CheckpointInspector.Inspect(Weights("dit_high"));
        var fp8 = CheckpointInspector.Inspect(Weights("dit_high_fp8"));

        Assert.Equal(2 * plain.ParameterCount, plain.Memory.ResidentBytes);
        Assert.True(fp8.Memory.ResidentBytes < plain.Memory.ResidentBytes);
        Assert.Equal(plain.Memory.ResidentBytes, plain.Memory.OutsideBlocksBytes + 2 * plain.Memory.LargestBlockBytes); // two equal blocks
    }

    [Fact]
    public void Experts_that_are_identical_or_swapped_are_found()
    {
        CheckpointReport high = CheckpointInspector.Inspect(Weights("dit_high")), low = CheckpointInspector.Inspect(Weights("dit_low"));

        Assert.Empty(new ExpertPair(high, low).Problems);
        Assert.True(new ExpertPair(low, high).Swapped);
        Assert.True(new ExpertPair(high, high).Identical);
        Assert.True(new ExpertPair(high, CheckpointInspector.Inspect(Weights("t5"))).Unequal);
    }

    [Theory]
    [InlineData("/models/Wan2.2/high_noise_model", "high")]
    [InlineData("/models/LowNoise/Wan2.2-I2V-A14B-LowNoise-Q4_K_M.gguf", "low")]
    [InlineData("/models/wan2.2_i2v_A14b_high_noise_lightx2v_4step.safetensors", "high")]
    [InlineData("/models/x/transformer_2", "low")]
    [InlineData("/models/follow/highlights.gguf", null)]
    public void The_expert_is_read_from_the_path(string path, string? expert) => Assert.Equal(expert, ExpertNames.Of(path));

    private static string Sizes(CheckpointReport report) => string.Join(" ", report.Model.Sizes.Select(s => $"{s.Name}={s.Value}"));
}
