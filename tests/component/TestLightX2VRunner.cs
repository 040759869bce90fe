using System.Text.Json.Nodes;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Hub.Models;
using Workbench.Pipeline.LightX2V;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Running;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>What a LightX2V user types, in the order in which they type it.</summary>
public sealed class TestLightX2VRunner(TinyModels models) : IClassFixture<TinyModels>
{
    private static string Picture => Repository.At("src", "Workbench", "Assets", "chelsea.png");

    [Fact]
    public void The_sequence_from_set_config_to_run_pipeline_gives_the_tensor()
    {
        using var scope = NewDisposeScope();
        var config = LightX2VApi.SetConfig("tiny_i2v", models.Folder);
        using var runner = LightX2VApi.InitRunner(config, settings: models.Settings);
        var info = LightX2VApi.InitEmptyInputInfo("i2v");
        var notes = LightX2VApi.UpdateInputInfoFromDict(info, new JsonObject
        {
            ["seed"] = 42, ["prompt"] = "a cat", ["negative_prompt"] = "", ["image_path"] = Picture, ["return_result_tensor"] = true,
        });

        using var result = runner.RunPipeline(info);

        Assert.Empty(notes);
        Assert.Null(result.SavedTo);
        var video = result.Video!;
        Assert.Equal(ScalarType.Float32, video.dtype);
        Assert.Equal([9L, info.ResizedShape[0], info.ResizedShape[1], 3], video.shape);
        Assert.InRange(video.min().item<float>(), 0, 1);
        Assert.InRange(video.max().item<float>(), 0.01, 1);
        Assert.Equal([300, 451], info.OriginalShape);
        Assert.Equal([16, 3, info.ResizedShape[0] / 8, info.ResizedShape[1] / 8], info.LatentShape);
    }

    [Fact]
    public void The_result_is_saved_where_asked_and_the_seed_decides()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var runner = LightX2VApi.InitRunner(LightX2VApi.SetConfig("tiny_i2v", models.Folder), settings: models.Settings);
        var info = new InputInfo { Prompt = "a cat", ImagePath = Picture, SaveResultPath = folder["a.mp4"], Seed = 1 };

        using var saved = runner.RunPipeline(info);
        using var first = runner.RunPipeline(info with { ReturnResultTensor = true });
        using var again = runner.RunPipeline(info with { ReturnResultTensor = true });
        using var other = runner.RunPipeline(info with { ReturnResultTensor = true, Seed = 2 });

        Assert.Equal((folder["a.mp4"], null), (saved.SavedTo, saved.Video));
        Assert.True(new FileInfo(folder["a.mp4"]).Length > 1000);
        Assert.True(first.Video!.equal(again.Video!).all().item<bool>());
        Assert.False(first.Video!.equal(other.Video!).all().item<bool>());
    }

    [Fact]
    public void Switch_lora_is_handed_on_expert_by_expert()
    {
        var loras = new Recorded();
        using var runner = new LightX2VRunner(ImageToVideo.Load(models.Loader()), loras);

        runner.SwitchLora(highLoraPath: "h.safetensors", highLoraStrength: 0.5, lowLoraPath: "");
        runner.SwitchLora();

        Assert.Equal([(Expert.High, "h.safetensors:0.5"), (Expert.Low, "")], loras.Calls);
        using var without = new LightX2VRunner(ImageToVideo.Load(models.Loader()));
        Assert.Throws<ConfigException>(() => without.SwitchLora(highLoraPath: "h.safetensors"));
    }

    private sealed class Recorded : IExpertLoras
    {
        public List<(Expert, string)> Calls { get; } = [];

        public void Set(WanDit dit, Expert expert, IReadOnlyList<LoraFile> files) =>
            Calls.Add((expert, string.Join(",", files.Select(f => FormattableString.Invariant($"{f.Path}:{f.Strength}")))));
    }
}
