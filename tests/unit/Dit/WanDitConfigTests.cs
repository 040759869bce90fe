using Workbench.Pipeline.Models.WanDit;

namespace Workbench.UnitTests.Dit;

public sealed class WanDitConfigTests
{
    [Fact]
    public void The_published_sizes_are_valid() => WanDitConfig.I2VA14B.Validate();

    [Fact]
    public void Impossible_sizes_are_refused_by_name()
    {
        Assert.Contains("num_heads", Refused(WanDitConfig.I2VA14B with { NumHeads = 3 }), StringComparison.Ordinal);
        Assert.Contains("even width", Refused(WanDitConfig.I2VA14B with { NumHeads = 5120 }), StringComparison.Ordinal);
        Assert.Contains("freq_dim", Refused(WanDitConfig.I2VA14B with { FreqDim = 255 }), StringComparison.Ordinal);
        Assert.Contains("text_len", Refused(WanDitConfig.I2VA14B with { TextLen = 0 }), StringComparison.Ordinal);

        static string Refused(WanDitConfig config) => Assert.Throws<ArgumentException>(config.Validate).Message;
    }
}
