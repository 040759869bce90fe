using Workbench.Harness.Comparison;

namespace Workbench.UnitTests.Comparison;

public sealed class FailureTextTests
{
    private static readonly TapLimit Limit = new(0.004, 1, 0.001, "calibrated on 12 runs");

    [Fact]
    public void The_text_is_stable()
    {
        var tap = new TapComparison(
            "blocks.03/self_attn/q", TapVerdict.Outside, 0.3125, 0.3125, 0.3125, 2.5, Limit,
            [new(FindingKind.Value, "at most 0.004", "0.3125"), new(FindingKind.NonFinite, "finite", "2 of other finiteness", [0, 7])],
            new(0.3125, 12.5, [0, 3, 9], 0.9501, 2));

        Assert.Equal(
            """
            tap-failure/1
            stage: 12.high
            tap: blocks.03/self_attn/q
            verdict: outside
            error: 0.3125
            element: 2.5
            limit: 0.004 1
            origin: calibrated on 12 runs
            max-abs: 12.5
            max-abs-at: 0,3,9
            cosine: 0.9501
            non-finite: 2
            finding: Value: 0.3125, expected at most 0.004
            finding: NonFinite: 2 of other finiteness, expected finite at [0,7]
            next: workbench graft --at blocks.03/self_attn/q

            """,
            FailureText.Of("12.high", tap, "workbench graft --at blocks.03/self_attn/q"));
    }

    [Fact]
    public void An_estimate_shows_its_interval_and_a_missing_tap_no_numbers()
    {
        var estimate = FailureText.Parse(FailureText.Of("13", new("x", TapVerdict.Outside, 0.5, 0.4, 0.6, 3, Limit, [])));
        Assert.Equal("0.4 0.6", estimate["interval"].Single());
        Assert.DoesNotContain("max-abs", estimate.Select(g => g.Key));

        var missing = FailureText.Parse(FailureText.Of("13", new("x", TapVerdict.Outside, double.NaN, double.NaN, double.NaN, double.NaN, Limit, [new(FindingKind.Missing, "to pass", "never passed")])));
        Assert.Equal("Missing: never passed, expected to pass", missing["finding"].Single());
        Assert.False(missing.Contains("error"));
    }

    [Fact]
    public void Another_version_is_refused()
    {
        Assert.Throws<FormatException>(() => FailureText.Parse("tap-failure/2\nstage: x\n"));
    }

    [Fact]
    public void A_line_break_inside_a_value_cannot_forge_a_line()
    {
        var text = FailureText.Of("a\nstage: b", new("x", TapVerdict.Agrees, 0, 0, 0, 0, Limit, []));
        Assert.Equal("a stage: b", FailureText.Parse(text)["stage"].Single());
    }
}
