using Workbench.Harness.Comparison;
using Workbench.Harness.Localisation;
using Workbench.Harness.Measurement;
using Workbench.Harness.Snapshots;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Localisation;

/// <summary>The report names the limit that was crossed: the tensor's as a whole, or that of a single element.</summary>
public sealed class ReportTextTests
{
    private static readonly StoragePolicy Sketches = new(0, 0);

    [Fact]
    public void An_element_outside_its_limit_in_a_tensor_inside_its_own_is_named_with_error_limit_and_position()
    {
        var report = Report(relative: 0.2, element: 0.1, StoragePolicy.Everything);

        Assert.Equal("stage 13 VAE decode, conv: first tensor outside its limit (element error 0.5 rms, limit 0.1 rms, at [2,3]); everything before it agrees [regression]", ReportText.OneLine(report));
        var row = Row(report);
        Assert.Contains("0.5 rms", row, StringComparison.Ordinal);
        Assert.Contains("0.1 rms", row, StringComparison.Ordinal);
        Assert.DoesNotContain("0.1118", row, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_sketched_tensor_the_position_is_said_to_be_unknown()
    {
        var report = Report(relative: 0.2, element: 0.1, Sketches);

        Assert.Contains("(element error 0.5 rms, limit 0.1 rms, somewhere in a tensor of which there is a sketch only)", ReportText.OneLine(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1)] // both limits are crossed
    [InlineData(10)] // only the tensor's
    public void A_tensor_outside_its_limit_as_a_whole_is_named_with_its_relative_error(double element)
    {
        var report = Report(relative: 0.01, element, StoragePolicy.Everything);

        Assert.Contains("(relative error 0.1118, limit 0.01)", ReportText.OneLine(report), StringComparison.Ordinal);
        Assert.DoesNotContain("rms", ReportText.Table(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_stand_under_their_heads_whatever_limit_was_crossed()
    {
        foreach (var relative in new[] { 0.2, 0.01 })
        {
            var lines = ReportText.Table(Report(relative, element: 0.1, StoragePolicy.Everything)).Split('\n');
            Assert.Equal(lines.Single(l => l.StartsWith("stage  ", StringComparison.Ordinal)).Length, lines.Single(l => l.StartsWith("13 ", StringComparison.Ordinal)).Length);
        }
    }

    [Fact]
    public void What_agrees_is_said_to_agree_with_its_golden_or_with_what_it_was_held_against()
    {
        var one = new LocaliseReport([Agreeing("10")], null);
        var two = new LocaliseReport([Agreeing("10"), Agreeing("11")], null);

        Assert.Equal("stage 10 agrees with its golden (0 tensors)", ReportText.OneLine(one));
        Assert.Equal("all 2 stages agree with their goldens (0 tensors)", ReportText.OneLine(two));
        Assert.Equal("stage 10 agrees with cpu (0 tensors)", ReportText.OneLine(one with { Against = "cpu" }));
        Assert.Equal("all 2 stages agree with cpu (0 tensors)", ReportText.OneLine(two with { Against = "cpu" }));
    }

    private static StageResult Agreeing(string stage) => new(new(stage, stage), StageStatus.Agrees, [], 1);

    /// <summary>One of twenty ones is 1.5: 0.5 root mean squares off, and a relative error of 0.5 / sqrt(20) = 0.1118.</summary>
    private static LocaliseReport Report(double relative, double element, StoragePolicy policy)
    {
        using var scope = NewDisposeScope();
        var wrong = ones(4, 5);
        wrong[2, 3] = 1.5;
        using var expected = Take(policy, ones(4, 5));
        using var got = Take(policy, wrong);
        var limits = new TapLimits(new Dictionary<string, TapLimit>(), new(relative, element, relative / 4, "test"));
        var taps = new SnapshotComparer(limits).Compare(got, expected);
        return new([new(new("13", "VAE decode"), StageStatus.Outside, taps, 1)], new(Verdict.Regression, "conv", "conv", taps[1], []));
    }

    private static StageSnapshot Take(StoragePolicy policy, Tensor conv)
    {
        using var sink = new SnapshotSink(SketchPlan.Default, policy);
        sink.Pass("before", ones(3));
        sink.Pass("conv", conv);
        return sink.Complete("13", "VAE decode", new() { Code = "1", Checkpoint = "c", Device = "cpu", DeviceClass = "cpu-float32", LibTorch = "2.10", DtypePlan = "float32" });
    }

    private static string Row(LocaliseReport report) => ReportText.Table(report).Split('\n').Single(line => line.StartsWith("13 ", StringComparison.Ordinal));
}
