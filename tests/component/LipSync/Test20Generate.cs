using System.Text.Json;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Demo;
using Workbench.Pipeline.Media.Video;

namespace Workbench.ComponentTests.LipSync;

/// <summary>Generation and speech in one go, and the switch that keeps lip-sync out.</summary>
[Trait("Stage", "20")]
[Collection(LiveTensorCount.Name)]
public sealed class Test20Generate(TinyModels models) : IClassFixture<TinyModels>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Output => folder["v.mp4"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Generated_frames_become_a_loop_that_speaks()
    {
        WavFile.Write(folder["speech.wav"], VowelTone.Make(1));

        var (code, data, log) = Generate("--audio", folder["speech.wav"], "--settings", Settings(enabled: false), "--json");

        Assert.True(code == ExitCodes.Pass, log);
        using var report = JsonDocument.Parse(data);
        Assert.Contains(report.RootElement.GetProperty("times").EnumerateArray(), t => t.GetProperty("stage").GetString() == "lipsync generate");
        var info = VideoProbe.Probe(Output);
        Assert.Equal(("h264", "yuv420p", "aac", 16, 16.0), (info.VideoCodec, info.PixelFormat, info.AudioCodec, info.Frames, info.FramesPerSecond));
        Assert.Equal(1, info.AudioDuration!.Value.TotalSeconds, 0.065);
    }

    [Fact]
    public void Switched_off_no_lip_sync_file_is_looked_for()
    {
        var (code, data, log) = Generate("--settings", Settings(enabled: false, "a folder that is not there"), "--json");

        Assert.True(code == ExitCodes.Pass, log);
        using var report = JsonDocument.Parse(data);
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("lipSync").ValueKind);
        Assert.Null(VideoProbe.Probe(Output).AudioCodec);
    }

    [Fact]
    public void Asked_for_without_speech_it_is_an_error_before_anything_is_loaded()
    {
        var switchedOn = Generate("--settings", Settings(enabled: true));
        var boxes = Generate("--settings", Settings(enabled: false), "--boxes", "b.json");
        var missing = Generate("--audio", folder["none.wav"]);

        Assert.Equal((ExitCodes.Usage, ExitCodes.Usage, ExitCodes.Usage), (switchedOn.Code, boxes.Code, missing.Code));
        Assert.Contains("video.enabled", switchedOn.Log, StringComparison.Ordinal);
        Assert.Contains("--boxes is for lip-sync", boxes.Log, StringComparison.Ordinal);
        Assert.Contains("no such audio file", missing.Log, StringComparison.Ordinal);
        Assert.All(new[] { switchedOn.Log, boxes.Log, missing.Log }, log => Assert.DoesNotContain("DIT steps", log, StringComparison.Ordinal));
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public void A_model_folder_that_is_not_there_is_named()
    {
        WavFile.Write(folder["speech.wav"], VowelTone.Make(1));

        var (code, _, log) = Generate("--audio", folder["speech.wav"], "--settings", Settings(enabled: true, "a folder that is not there"));

        Assert.True(code == ExitCodes.Usage, log);
        Assert.Contains("a folder that is not there", log, StringComparison.Ordinal);
        Assert.DoesNotContain("DIT steps", log, StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    private string Settings(bool enabled, string? model = null) =>
        folder.Write("settings.json", JsonSerializer.Serialize(new { video = new { enabled }, paths = new { lip_sync_model = model } }));

    private (int Code, string Data, string Log) Generate(params string[] args) => CommandLine.Run(["generate", "-m", models.Folder, "-c", "tiny_i2v", "-o", Output, .. args]);
}
