using TorchSharp;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Hub.Models;
using Workbench.UnitTests.Configuration;

namespace Workbench.UnitTests.Hub;

public sealed class MemoryPlanTests
{
    [Fact]
    public void A14Bs_parameters_are_counted_exactly()
    {
        var sizes = new ModelSizes();
        Assert.Equal(14_050_918_400, sizes.BlockMatrices);
        Assert.Equal(237_982_784, sizes.ExpertRest);
    }

    // Published sizes of QuantStack's files; the table of mean bits has four decimals, hence 0.01 %.
    [Theory]
    [InlineData("Q8_0", 15_406_608_896)]
    [InlineData("Q6_K", 12_003_652_096)]
    [InlineData("Q5_1", 11_015_696_896)]
    [InlineData("Q5_K_M", 10_792_055_296)]
    [InlineData("Q5_0", 10_314_461_696)]
    [InlineData("Q5_K_S", 10_137_514_496)]
    [InlineData("Q4_K_M", 9_651_728_896)]
    [InlineData("Q4_1", 9_259_332_096)]
    [InlineData("Q4_K_S", 8_748_151_296)]
    [InlineData("Q4_0", 8_558_096_896)]
    [InlineData("Q3_K_M", 7_176_106_496)]
    [InlineData("Q3_K_S", 6_515_012_096)]
    [InlineData("Q2_K", 5_300_957_696)]
    public void Gguf_experts_have_their_published_size(string type, long bytes)
    {
        Assert.True(QuantScheme.TryParse("gguf-" + type, out var scheme, out _));
        // 4e-4: an F32 patch embedding and the header come on top in the file.
        Assert.InRange(new ModelSizes().ExpertBytes(scheme, torch.ScalarType.Float16) / (double)bytes, 1 - 4e-4, 1 + 4e-4);
    }

    [Fact]
    public void Every_gguf_type_has_a_size()
    {
        foreach (var type in QuantScheme.GgufTypes)
        {
            Assert.True(new ModelSizes().ExpertBytes(new("gguf-" + type, QuantFamily.Gguf, type), torch.ScalarType.Float16) > 4_000_000_000, type);
        }
    }

    [Fact]
    public void Offload_and_quantisation_shrink_the_peak()
    {
        long Peak(string name, string changes) => DeviceMemoryPlan.For(Configs.With(name, changes)).Peak;
        var resident = Peak(Configs.Distill, """{"cpu_offload": false, "t5_cpu_offload": false}""");
        var model = Peak(Configs.Distill, """{"offload_granularity": "model"}""");
        var block = Peak(Configs.Distill, "{}");
        Assert.InRange(resident, 68_000_000_000, 75_000_000_000);
        Assert.InRange(model, 28_600_000_000, 34_000_000_000); // one expert stays while the VAE runs
        Assert.True(block < 8_000_000_000, $"{block}");
        Assert.True(Peak("wan22_i2v_gguf_distill", "{}") < 15_000_000_000); // as above: 9.7 GB of expert under 4 GB of the VAE's activations
        Assert.True(Peak("wan22_i2v_gguf_distill", """{"use_tiling_vae": true, "target_height": 720, "target_width": 1280}""") < Peak("wan22_i2v_gguf_distill", """{"target_height": 720, "target_width": 1280}""") + 1);
    }

    [Fact]
    public async Task The_text_says_files_bytes_disk_and_memory()
    {
        using var setting = new FetchSetting();
        setting.Hub.Add("config.json", "{}"u8.ToArray()).Add("big.gguf", FakeHub.Content(123_456, 1), lfs: true).Add("assets/x.png", new byte[500]);
        var plan = await setting.Fetcher.PlanAsync(setting.Request(new(ignore: ["assets/"])));
        var text = FetchPlanText.Render([plan], DeviceMemoryPlan.For(Configs.With("wan22_i2v_gguf_distill", "{}")));
        Assert.Contains("org/model at " + FakeHub.Commit, text, StringComparison.Ordinal);
        Assert.Contains("123 kB  big.gguf", text, StringComparison.Ordinal);
        Assert.Contains("left out: 1 file, 500 B", text, StringComparison.Ordinal);
        Assert.Contains("To fetch: 123 kB of 123 kB in 2 files; ", text, StringComparison.Ordinal);
        Assert.Contains("Device memory: about ", text, StringComparison.Ordinal);
        Assert.Contains("12 DIT step", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(250, "250 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.00 kB")]
    [InlineData(96_805, "96.8 kB")]
    [InlineData(507_609_880, "508 MB")]
    [InlineData(999_999, "1.00 MB")]
    [InlineData(9_994_119_944, "9.99 GB")]
    [InlineData(126_000_000_000, "126 GB")]
    public void Bytes_read_well(long bytes, string text) => Assert.Equal(text, ByteSize.Text(bytes));
}
