using Workbench.Harness.Golden;
using Workbench.Harness.Stages;
using Workbench.Synthetic;
using Workbench.UnitTests.Localisation;

namespace Workbench.UnitTests.Golden;

[Collection(nameof(SyntheticCase))]
public sealed class GoldenRecorderTests(SyntheticCase @case) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Recording_ends_with_the_last_stage_asked_for_and_receives_no_other()
    {
        var store = new GoldenStore(folder["case"], underCi: false);

        Assert.Equal([SyntheticHost.Mix], await new GoldenRecorder(store, Pipeline()).Record(null, CancellationToken.None, [SyntheticHost.Mix]));

        Assert.Equal([SyntheticHost.Mix], store.Received(SyntheticCase.Class));
        Assert.True(File.Exists(folder[Path.Combine("files", "1.encode.output.safetensors")]));
        Assert.False(File.Exists(folder[Path.Combine("files", "3.decode.input.safetensors")]));
    }

    [Fact]
    public async Task An_unknown_stage_is_told_before_any_runs()
    {
        var recorder = new GoldenRecorder(new(folder["case"], underCi: false), Pipeline());

        var error = await Assert.ThrowsAsync<GoldenException>(() => recorder.Record(NothingRuns, CancellationToken.None, [SyntheticHost.Mix, "20"]));

        Assert.Contains("no stage 20; it has 1.encode, 2.mix, 3.decode", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_continuous_integration_nothing_runs()
    {
        var recorder = new GoldenRecorder(new(folder["case"], underCi: true), Pipeline());

        Assert.Contains("under CI", (await Assert.ThrowsAsync<GoldenException>(() => recorder.Record(NothingRuns, CancellationToken.None))).Message, StringComparison.Ordinal);
    }

    private static StageRequest NothingRuns(StageRequest request) => throw new InvalidOperationException($"stage {request.Stage} was about to run");

    private PipelineRun Pipeline() => new(@case.Host, @case.InProcess(@case.Host), folder["files"]);
}
