using Workbench.Harness;
using Workbench.Harness.Localisation;

namespace Workbench.ComponentTests.Snapshots;

/// <summary>The committed goldens of the default model, tap by tap.</summary>
[Trait("Stage", "localise")]
public sealed class DefaultGoldenTests(DefaultStages stages) : IClassFixture<DefaultStages>
{
    [Fact]
    public void Every_tensor_of_every_stage_is_inside_its_limit()
    {
        var report = stages.Localise();

        Assert.True(report.Exit == HarnessExit.Pass, ReportText.Table(report));
        Assert.Equal(5, report.Stages.Count);
        Assert.InRange(report.Stages.Sum(s => s.Taps.Count), 700, 2000);
    }
}
