using Workbench.Harness;
using Workbench.Harness.Isolation;
using Workbench.Harness.Localisation;
using Workbench.Synthetic;

namespace Workbench.UnitTests.Localisation;

/// <summary>Stages that end their process, or do not end, in processes of their own.</summary>
[Collection(nameof(SyntheticCase))]
public sealed class CrashTests(SyntheticCase @case)
{
    private const string Tap = "blocks.01/attn/k";

    [Theory]
    [InlineData("sigsegv", StageStatus.Crashed, Verdict.Crash, "died of SIGSEGV", HarnessExit.Crash)]
    [InlineData("abort", StageStatus.Crashed, Verdict.Crash, "died of SIGABRT", HarnessExit.Crash)]
    [InlineData("kill", StageStatus.Crashed, Verdict.Crash, "died of SIGKILL", HarnessExit.Crash)]
    [InlineData("throw", StageStatus.Threw, Verdict.Exception, "injected exception", HarnessExit.Crash)]
    [InlineData("out-of-memory", StageStatus.OutOfMemory, Verdict.OutOfMemory, "memory", HarnessExit.Crash)]
    public async Task The_way_it_ended_is_decoded_and_the_place_named(string fault, StageStatus status, Verdict verdict, string detail, HarnessExit exit)
    {
        var report = await Localise(fault, TimeLimits.Default);

        Assert.Equal((status, verdict, Tap), (report.FirstFailing!.Status, report.Diagnosis!.Verdict, report.Diagnosis.Tap));
        Assert.Contains(detail, report.FirstFailing.Detail, StringComparison.Ordinal);
        Assert.Contains($"at {Tap}", ReportText.OneLine(report), StringComparison.Ordinal);
        Assert.Equal(exit, report.Exit);
    }

    [Fact]
    public async Task An_operation_in_flight_is_named_with_the_tensor_it_was_computing()
    {
        var report = await Localise("sigsegv", TimeLimits.Default, "blocks.02/attn!scaled_dot_product_attention");

        Assert.Equal("blocks.02/attn/attended", report.Diagnosis!.Tap);
        Assert.Equal("stage 2.mix mix: died of SIGSEGV, in scaled_dot_product_attention of blocks.02/attn [crash]", ReportText.OneLine(report));
    }

    [Fact]
    public async Task A_hang_is_told_from_a_crash()
    {
        var report = await Localise("hang", new(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(6), TimeSpan.FromMinutes(10)));

        Assert.Equal((StageStatus.Hung, Verdict.Hang, Tap), (report.FirstFailing!.Status, report.Diagnosis!.Verdict, report.Diagnosis.Tap));
        Assert.Equal(HarnessExit.TimeOut, report.Exit);
    }

    [Fact]
    public async Task A_sound_pipeline_passes_in_child_processes_too()
    {
        var report = await new Localiser(@case.Host, @case.Reference, @case.Children(@case.Host), new()).Run(CancellationToken.None);
        Assert.Equal(HarnessExit.Pass, report.Exit);
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_read_is_a_bad_file()
    {
        var broken = Path.Combine(@case.Folder, "broken.safetensors");
        File.WriteAllBytes(broken, File.ReadAllBytes(@case.Weights)[..5000]);
        var host = new SyntheticHost(broken);
        var report = await new Localiser(host, @case.Reference, @case.Children(host), new() { Stages = [SyntheticHost.Mix] }).Run(CancellationToken.None);
        Assert.Equal((HarnessExit.BadFile, Verdict.BadFile), (report.Exit, report.Diagnosis!.Verdict));
        Assert.Contains("broken.safetensors", report.FirstFailing!.Detail, StringComparison.Ordinal);
    }

    private Task<LocaliseReport> Localise(string fault, TimeLimits limits, string place = Tap) =>
        new Localiser(@case.Host, @case.Reference, @case.Children(@case.Host, limits), new() { Stages = [SyntheticHost.Mix], Extras = [$"fault:{fault}@{place}"] }).Run(CancellationToken.None);
}
