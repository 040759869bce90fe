using Workbench.Cli.Hosting;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Demo;
using Workbench.Pipeline.LipSync.Stages;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.LipSync;

/// <summary>Stage 20 from file to file, as `workbench stage run 20` and a host of stages run it.</summary>
[Trait("Stage", "20")]
public sealed class Test20StageFile : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_lipsync_saves_the_stage_runs_alone_and_the_same_each_time()
    {
        WavFile.Write(folder["speech.wav"], VowelTone.Make(0.3));
        var saved = CommandLine.Run("lipsync", "--audio", folder["speech.wav"], "--fps", "10", "--batch", "2", "--out", folder["t.mp4"], "--save-stage", folder["20.inputs"]);
        Assert.True(saved.Code == ExitCodes.Pass, saved.Log);

        var (code, data, log) = CommandLine.Run("stage", "run", "20", "--input", folder["20.inputs"], "--output", folder["20.outputs"]);

        Assert.True(code == ExitCodes.Pass, log);
        Assert.Contains("frames  Byte[3,480,480,3]", data, StringComparison.Ordinal);
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(folder["20.outputs"]);
        using var input = StageData.Load(folder["20.inputs"]);
        using var models = LipSyncLoader.Load(LipSyncPaths.Under(DefaultModel.LipSyncFolder()), CPU, ScalarType.Float32);
        using var again = new LipSyncStage(models, LipSyncOptions.V15).Run(input);
        Assert.Equal("20", file.Metadata["stage"]);
        Assert.Equal(("10", "2", "jaw"), (input.Metadata["fps"], input.Metadata["batch_size"], input.Metadata["parsing_mode"]));
        Assert.True(file.View("frames").equal(again["frames"]).all().item<bool>());
    }

    [Fact]
    public void Settings_come_from_the_texts()
    {
        var texts = new Dictionary<string, string> { ["version"] = "v1", ["batch_size"] = "3", ["windows"] = "upstream", ["parsing_mode"] = "neck", ["face_size"] = "64", ["extra_margin"] = "4" };

        var options = LipSyncStageSettings.Apply(texts, LipSyncOptions.V15);

        Assert.Equal((3, WindowRule.Upstream, 64, 4), (options.BatchSize, options.Windows, options.Avatar.FaceSize, options.Avatar.ExtraMargin));
        Assert.Equal(Pipeline.LipSync.Blending.ParsingMode.Neck, options.Avatar.Blend.Mode);
        var noted = new Dictionary<string, string>();
        LipSyncStageSettings.Note(noted, LipSyncVersion.V1, options);
        Assert.Equal(texts.OrderBy(t => t.Key), noted.OrderBy(t => t.Key));
        Assert.Equal(LipSyncOptions.V15, LipSyncStageSettings.Apply(new Dictionary<string, string>(), LipSyncOptions.V15));
    }

    [Theory]
    [InlineData("version", "v3")]
    [InlineData("batch_size", "-1")]
    [InlineData("windows", "7")]
    public void A_text_that_cannot_be_is_named(string key, string value) =>
        Assert.Contains($"'{key}'", Assert.Throws<LipSyncException>(() => LipSyncStageSettings.Apply(new Dictionary<string, string> { [key] = value }, LipSyncOptions.V15)).Message, StringComparison.Ordinal);
}
