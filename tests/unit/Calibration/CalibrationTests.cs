using Workbench.Harness.Calibration;
using Workbench.Harness.Golden;
using Workbench.Pipeline.Checkpoints;
using Workbench.Synthetic;
using Workbench.UnitTests.Localisation;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Calibration;

[Collection(nameof(SyntheticCase))]
public sealed class CalibrationTests(SyntheticCase @case)
{
    [Fact]
    public void Limits_rest_on_what_was_measured_and_say_so()
    {
        var evidence = CalibrationFile.Load(@case.Store, SyntheticCase.Class).Stages[SyntheticHost.Mix];
        Assert.Equal(("float64", 2), (evidence.Oracle, evidence.Runs));
        Assert.Equal([Calibrator.AsConfigured, "one-thread", "split", "float64-norms"], evidence.Variations);

        var tap = evidence.Taps.Single(t => t.Tap == "output/x");
        Assert.InRange(tap.Error, 1e-9, 1e-6); // fp32 against fp64
        var limit = CalibrationFile.Load(@case.Store, SyntheticCase.Class).Limits(SyntheticHost.Mix)!["output/x"];
        Assert.Equal(4 * tap.Error, limit.Relative, 15);
        Assert.Contains("calibrated 2026-01-31 on cpu, 8 runs", limit.Origin, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tap_where_nothing_varies_gets_a_floor_and_integers_none()
    {
        var evidence = new StageCalibration("float64", 1, [Calibrator.AsConfigured], "2026-01-31", "cpu", "1", []);
        Assert.Equal(4 * Math.Pow(2, -24), LimitRule.Of(new("x", "Float32", 0, 0, 0, ""), evidence).Relative);
        Assert.Equal(0, LimitRule.Of(new("ids", "Int64", 0, 0, 0, ""), evidence).Relative);
    }

    [Fact]
    public void An_unknown_tap_gets_the_loosest_limit_and_an_unknown_stage_none()
    {
        var file = CalibrationFile.Load(@case.Store, SyntheticCase.Class);
        var limits = file.Limits(SyntheticHost.Encode)!;
        Assert.Contains("not calibrated", limits["nowhere"].Origin, StringComparison.Ordinal);
        Assert.Equal(limits["embed"], limits["embed#3"]);
        Assert.Null(file.Limits("nothing"));
        Assert.Empty(CalibrationFile.Load(@case.Store, "sm120-bfloat16").Stages);
    }

    [Fact]
    public async Task A_variation_that_does_not_run_spoils_the_calibration()
    {
        var host = new SyntheticHost(Path.Combine(@case.Folder, "missing.safetensors"));
        var calibrator = new Calibrator(host, @case.InProcess(host));
        var input = @case.Store.Find(SyntheticCase.Class, SyntheticHost.Mix)[0].InputFile!;
        var error = await Assert.ThrowsAsync<GoldenException>(() => calibrator.Run(SyntheticHost.Mix, input, 1, new(2026, 1, 31), CancellationToken.None));
        Assert.Contains("missing.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stopped_before_any_operation_it_leaves_the_old_calibration_or_the_new()
    {
        var store = new GoldenStore(Path.Combine(@case.Folder, "stopped"), underCi: false);
        var empty = CalibrationFile.Load(store, "c");
        empty.Save(store, "c");
        var full = CalibrationFile.Load(@case.Store, SyntheticCase.Class);
        for (var stop = 0; stop < 3; stop++)
        {
            var left = stop;
            Assert.Throws<OperationCanceledException>(() => full.Save(store, "c", _ =>
            {
                if (left-- == 0)
                {
                    throw new OperationCanceledException();
                }
            }));
            Assert.Empty(CalibrationFile.Load(store, "c").Stages);
        }

        full.Save(store, "c");
        Assert.Equal(3, CalibrationFile.Load(store, "c").Stages.Count);
        Assert.Equal(full.Stages[SyntheticHost.Mix].Taps, CalibrationFile.Load(store, "c").Stages[SyntheticHost.Mix].Taps);
    }

    [Fact]
    public void A_torn_file_is_a_named_error()
    {
        var store = new GoldenStore(Path.Combine(@case.Folder, "torn"), underCi: false);
        Directory.CreateDirectory(store.Folder);
        File.WriteAllText(Path.Combine(store.Folder, "c.calibration.json"), "{\"format\":1,");
        Assert.Contains("c.calibration.json", Assert.Throws<CheckpointException>(() => CalibrationFile.Load(store, "c")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Roundings_are_half_a_unit_in_the_last_place()
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32 })
        {
            var rounding = LimitRule.Roundoff(type);
            Assert.Equal(1.0, tensor(1 + rounding, ScalarType.Float64).to(type).to(ScalarType.Float64).item<double>());
            Assert.True(tensor(1 + (1.01 * rounding), ScalarType.Float64).to(type).to(ScalarType.Float64).item<double>() > 1);
        }
    }
}
