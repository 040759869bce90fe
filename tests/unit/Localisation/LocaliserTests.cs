using Workbench.Harness;
using Workbench.Harness.Calibration;
using Workbench.Harness.Comparison;
using Workbench.Harness.Golden;
using Workbench.Harness.Localisation;
using Workbench.Harness.Snapshots;
using Workbench.Pipeline.Checkpoints;
using Workbench.Synthetic;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Localisation;

[Collection(nameof(SyntheticCase))]
public sealed class LocaliserTests(SyntheticCase @case)
{
    [Fact]
    public void A_sound_pipeline_passes()
    {
        var report = @case.Localise(new());
        Assert.Equal(HarnessExit.Pass, report.Exit);
        Assert.Null(report.Diagnosis);
        Assert.StartsWith("all 3 stages agree with their goldens", ReportText.OneLine(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Legitimate_variation_raises_no_alarm()
    {
        foreach (var variation in @case.Host.Variations(""))
        {
            Assert.Equal((variation, HarnessExit.Pass), (variation, @case.Localise(new() { Variation = variation }).Exit));
        }
    }

    [Fact]
    public void A_fault_is_named_by_stage_and_tap_in_one_line()
    {
        var report = @case.Localise(new() { Extras = ["2.mix|fault:scale-dropped@blocks.01/attn/q"] });

        Assert.Equal(HarnessExit.Regression, report.Exit);
        Assert.Equal([StageStatus.Agrees, StageStatus.Outside, StageStatus.Agrees], report.Stages.Select(s => s.Status));
        Assert.Equal((Verdict.Regression, "blocks.01/attn/q"), (report.Diagnosis!.Verdict, report.Diagnosis.Tap));
        Assert.Matches(@"^stage 2\.mix mix, blocks\.01/attn/q: first tensor outside its limit \(relative error 0\.5, limit [0-9.E-]+\); everything before it agrees \[regression\]$", ReportText.OneLine(report));
    }

    [Fact]
    public void A_fault_too_small_for_its_own_limit_is_traced_back_from_where_it_shows()
    {
        // The limits of everything but the output are made so wide that the fault only shows there.
        var limits = new TapLimits(new Dictionary<string, TapLimit> { ["output/x"] = new(1e-5, 1e-3, 1e-6, "test") }, new(10, 1000, 1e-6, "test"));
        var reference = @case.Reference with { Limits = _ => limits };
        var options = new LocaliseOptions { Stages = [SyntheticHost.Encode], Extras = ["fault:rounded@blocks.01/value"] };
        var report = @case.Localise(options, reference);

        Assert.Equal("output/x", report.FirstFailing!.FirstOutside!.Path);
        Assert.Equal((Verdict.Regression, "blocks.01/value"), (report.Diagnosis!.Verdict, report.Diagnosis.Tap));
    }

    [Fact]
    public void The_same_holds_where_bits_differ_anyway()
    {
        var limits = new TapLimits(new Dictionary<string, TapLimit> { ["output/x"] = new(1e-4, 1e-2, 3e-5, "test") }, new(10, 1000, 3e-5, "test"));
        var reference = @case.Reference with { Limits = _ => limits };
        var options = new LocaliseOptions { Stages = [SyntheticHost.Encode], Variation = "float64-norms", Extras = ["fault:rounded@blocks.01/value"] };
        var report = @case.Localise(options, reference);

        Assert.Equal("blocks.01/value", report.Diagnosis!.Tap);
    }

    [Fact]
    public void A_result_that_changes_from_run_to_run_is_non_determinism()
    {
        var report = @case.Localise(new() { Extras = ["1.encode|fault:nondeterministic@blocks.02/gate"] });
        Assert.Equal((Verdict.NonDeterminism, "blocks.02/gate"), (report.Diagnosis!.Verdict, report.Diagnosis.Tap));
    }

    [Fact]
    public void A_coarser_precision_throughout_is_rounding()
    {
        var report = @case.Localise(new() { Variation = "coarse", Stages = [SyntheticHost.Encode] });
        Assert.Equal((HarnessExit.Regression, Verdict.Rounding), (report.Exit, report.Diagnosis!.Verdict));
    }

    [Fact]
    public void A_wrong_dtype_that_the_next_operator_refuses_is_named_where_it_arose()
    {
        var report = @case.Localise(new() { Extras = ["2.mix|fault:upcast@blocks.00/attn/attended"] });
        Assert.Equal(StageStatus.Threw, report.FirstFailing!.Status);
        Assert.Equal("blocks.00/attn/attended", report.Diagnosis!.Tap);
        Assert.Contains("Dtype: Float64, expected Float32", ReportText.OneLine(report), StringComparison.Ordinal);
    }

    [Fact]
    public void The_tensors_behind_the_diagnosis_are_kept_for_reports()
    {
        var file = Path.Combine(@case.Folder, "evidence.safetensors");
        @case.Localise(new() { Evidence = file });
        Assert.False(File.Exists(file)); // nothing is wrong

        @case.Localise(new() { Evidence = file, Extras = ["2.mix|fault:scale-dropped@blocks.01/attn/q"] });

        using var scope = NewDisposeScope();
        using var evidence = SafetensorsFile.Open(file);
        Assert.Equal("blocks.01/attn/q", evidence.Metadata["tap"]);
        Assert.True(evidence.View("got").equal(evidence.View("expected") * 0.5).all().item<bool>());
        Assert.False(evidence.View("output.got").equal(evidence.View("output.expected")).all().item<bool>());
    }

    [Fact]
    public void A_bad_seam_is_an_input_tap()
    {
        var report = @case.Localise(new() { Extras = ["3.decode|fault:nan-channel@input/x"] });
        Assert.Equal(("3.decode", "input/x"), (report.FirstFailing!.Stage.Id, report.Diagnosis!.Tap));
    }

    [Theory]
    [InlineData("negated@2.mix.1.k.weight", "2.mix", "blocks.01/attn/k")]
    [InlineData("sign-bit@2.mix.2.o.weight", "2.mix", "blocks.02/attn/o")]
    [InlineData("exponent-bit@1.encode.0.q.weight", "1.encode", "blocks.00/gate")]
    [InlineData("transposed@1.encode.2.v.weight", "1.encode", "blocks.02/value")]
    [InlineData("doubled@1.encode.1.norm.weight", "1.encode", "blocks.01/norm")]
    [InlineData("garbage-block@3.decode.conv.weight", "3.decode", "conv")]
    [InlineData("zeroed@3.decode.out.weight", "3.decode", "rgb")]
    public void A_wrong_weight_is_named_by_the_first_tensor_it_spoils(string fault, string stage, string tap)
    {
        var report = @case.Localise(new(), host: new SyntheticHost(@case.Weights, fault));
        Assert.Equal((stage, tap), (report.FirstFailing!.Stage.Id, report.Diagnosis!.Tap));
    }

    [Fact]
    public void Without_whole_tensors_the_sketches_name_the_same_place()
    {
        var store = new GoldenStore(Path.Combine(@case.Folder, "sketched"), underCi: false);
        var sketchOnly = new StoragePolicy(0, 0);
        @case.Record(store, request => request with { Storage = sketchOnly });
        var reference = @case.Reference with { Store = store };

        var report = @case.Localise(new() { Storage = sketchOnly, Extras = ["2.mix|fault:shift@blocks.02/attn/v"] }, reference);

        Assert.Equal((Verdict.Regression, "blocks.02/attn/v"), (report.Diagnosis!.Verdict, report.Diagnosis.Tap));
        Assert.Null(report.Diagnosis.Comparison!.Exact);
    }

    [Fact]
    public void Two_right_answers_are_both_accepted()
    {
        var store = new GoldenStore(Path.Combine(@case.Folder, "several"), underCi: false);
        string?[] variations = [null, "coarse"];
        foreach (var variation in variations)
        {
            @case.Record(store, request => request with { Variation = variation }, beside: true);
        }

        var reference = @case.Reference with { Store = store };
        foreach (var variation in variations)
        {
            var report = @case.Localise(new() { Variation = variation, Stages = [SyntheticHost.Encode] }, reference);
            Assert.Equal(HarnessExit.Pass, report.Exit);
        }
    }

    [Fact]
    public void Without_goldens_or_calibration_there_is_no_verdict()
    {
        var nothing = new GoldenStore(Path.Combine(@case.Folder, "nothing"), underCi: false);
        var report = @case.Localise(new(), Reference.Goldens(nothing, SyntheticCase.Class));
        Assert.Equal((HarnessExit.Unjudged, StageStatus.NoGolden), (report.Exit, report.Stages[0].Status));
        Assert.Contains("workbench golden record", ReportText.OneLine(report), StringComparison.Ordinal);

        var uncalibrated = @case.Reference with { Limits = _ => null };
        report = @case.Localise(new(), uncalibrated);
        Assert.Equal((HarnessExit.Unjudged, StageStatus.Uncalibrated), (report.Exit, report.Stages[0].Status));
        Assert.Contains("workbench golden calibrate", ReportText.OneLine(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Differential_mode_holds_two_configurations_against_each_other()
    {
        var store = new GoldenStore(Path.Combine(@case.Folder, "differential"), underCi: false);
        @case.Record(store, request => request with { Variation = "float64" });
        var reference = Reference.Configuration(store, SyntheticCase.Class, LimitRule.Uncalibrated(ScalarType.Float32), "fp64");

        var sound = @case.Localise(new(), reference);
        Assert.Equal(HarnessExit.Pass, sound.Exit);
        Assert.StartsWith("all 3 stages agree with fp64", ReportText.OneLine(sound), StringComparison.Ordinal);
        Assert.Contains("\"against\": \"fp64\"", ReportJson.Write(sound), StringComparison.Ordinal);

        var report = @case.Localise(new() { Extras = ["3.decode|fault:transposed@picture#0"] }, reference);
        Assert.Equal("picture", report.Diagnosis!.Tap);
    }

    [Fact]
    public void The_json_says_what_the_line_says()
    {
        var report = @case.Localise(new() { Extras = ["2.mix|fault:dropped@blocks.00/x"] });
        using var json = System.Text.Json.JsonDocument.Parse(ReportJson.Write(report));
        var root = json.RootElement;
        Assert.Equal(("2.mix", "blocks.00/x", "regression", 1), (root.GetProperty("stage").GetString(), root.GetProperty("tap").GetString(), root.GetProperty("verdict").GetString(), root.GetProperty("exit").GetInt32()));
        Assert.Equal(ReportText.OneLine(report), root.GetProperty("line").GetString());
        Assert.Equal(3, root.GetProperty("stages").GetArrayLength());
        Assert.Contains("blocks.00/x", ReportText.Table(report), StringComparison.Ordinal);
    }
}
