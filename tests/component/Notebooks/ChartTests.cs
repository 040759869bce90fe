using System.Text.Json.Nodes;
using Workbench.Interactive;
using Workbench.Interactive.Display;
using Workbench.Interactive.Plots;
using Workbench.Pipeline.Sampling;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.Notebooks;

[Trait("Stage", "notebooks")]
public sealed class ChartTests
{
    [Fact]
    public void A_histogram_counts_every_finite_element_once()
    {
        using var scope = NewDisposeScope();
        var figure = Data(Charts.Histogram(tensor([1f, 2f, 3f, 4f, float.NaN, float.PositiveInfinity]), "odd", bins: 4));

        Assert.Equal([25d, 25, 25, 25], figure["data"]![0]!.Numbers("y"));
        Assert.Contains("2 elements are not finite", figure["layout"]!["title"]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_histogram_of_nothing_and_of_a_constant_are_charts_too()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, Data(Charts.Histogram(empty(0), "empty"))["data"]![0]!.Numbers("y").Sum());
        Assert.Equal(100, Data(Charts.Histogram(ones(7, ScalarType.BFloat16), "constant"))["data"]![0]!.Numbers("y").Sum(), 6);
    }

    [Fact]
    public void Noise_is_flat_and_a_wave_stands_at_its_frequency()
    {
        using var scope = NewDisposeScope();
        var (_, flat) = Charts.Radial(Noise.FromSeed(1, 16, 4, 32, 32));
        var wave = arange(32).mul(2 * Math.PI / 4).cos().expand(1, 1, 32, 32); // a quarter of a cycle per pixel
        var (frequency, peak) = Charts.Radial(wave);

        Assert.All(flat, power => Assert.InRange(power, 0.8, 1.2)); // 64 planes: about 5 % in the innermost ring
        Assert.Equal(0.25, frequency[Array.IndexOf(peak, peak.Max())], 0.02);
    }

    [Fact]
    public void The_error_chart_names_the_first_tensor_outside_and_shows_what_is_not_finite()
    {
        var chart = Charts.ErrorAlongPipeline([("a", 0, 1e-4), ("b", 1e-2, 1e-4), ("c", double.PositiveInfinity, 1e-4)]);

        Assert.EndsWith("first outside its limit is b", chart.Title, StringComparison.Ordinal);
        Assert.Equal(["circle", "circle", "x"], Data(chart)["data"]![0]!["marker"]!["symbol"]!.AsArray().Select(s => s!.GetValue<string>()));
    }

    [Fact]
    public void Tensors_are_described_and_never_spelled_out()
    {
        using var scope = NewDisposeScope();
        var html = TensorHtml.Of(randn(64, 512, 512));

        Assert.Contains("Float32[64, 512, 512] on cpu", html, StringComparison.Ordinal);
        Assert.InRange(html.Length, 1_000, 60_000);
        Assert.Contains("Int64[3]", TensorHtml.Of(tensor(new long[] { 1, 2, 3 })), StringComparison.Ordinal);
        Assert.Contains("Float32[0, 4]", TensorHtml.Of(empty(0, 4)), StringComparison.Ordinal);
        Assert.Contains(">2<", TensorHtml.Of(tensor([float.NaN, 1, float.NegativeInfinity])), StringComparison.Ordinal);
    }

    [Fact]
    public void The_loop_is_an_animated_png_of_all_frames()
    {
        using var scope = NewDisposeScope();
        var png = new FramesView(randint(0, 256, [5, 8, 12, 3]).to(ScalarType.Byte), 10).Loop();
        var text = System.Text.Encoding.Latin1.GetString(png);

        Assert.Contains("acTL\0\0\0\u0005\0\0\0\0", text, StringComparison.Ordinal);
        Assert.Equal(5, text.Split("fcTL").Length - 1);
        Assert.Equal(4, text.Split("fdAT").Length - 1);
    }

    [Fact]
    public void A_chart_is_drawn_without_any_request_where_a_browser_is_installed()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var chart = Charts.Histogram(randn(1000));
        Assert.Empty(Outputs.Remote(chart.Page()));
        if (Chromium.TryFind() is not { } browser)
        {
            Assert.Contains("apt-get install", Assert.Throws<ChromiumException>(() => chart.SavePng(folder["a.png"])).Message, StringComparison.Ordinal);
            return;
        }

        browser.Screenshot(chart.Page(), folder["a.png"], 760, 400, folder["net.json"]);

        Assert.InRange(new FileInfo(folder["a.png"]).Length, 5_000, 500_000); // an empty page has 2 kB
        Assert.DoesNotMatch("\"url\":\"https?://(?!127\\.|localhost)[^\"]*plot", File.ReadAllText(folder["net.json"]));
    }

    [Fact]
    public void A_missing_browser_says_what_to_do() =>
        Assert.Contains("WORKBENCH_CHROMIUM", Assert.Throws<ChromiumException>(() => Chromium.TryFind("/nowhere", null)).Message, StringComparison.Ordinal);

    private static JsonObject Data(ChartView chart) => JsonNode.Parse(chart.Json)!.AsObject();
}
