using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.LightX2V;
using Workbench.Pipeline.Lora;
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
            ["seed"] = 42,
            ["prompt"] = "a cat",
            ["negative_prompt"] = "",
            ["image_path"] = Picture,
            ["return_result_tensor"] = true,
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
    public void Switch_lora_changes_the_video_and_an_empty_path_restores_it()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var lora = folder["lora.safetensors"];
        SafetensorsWriter.Write(lora, new Dictionary<string, Tensor>
        {
            ["diffusion_model.blocks.0.self_attn.q.lora_down.weight"] = ones(2, 256) * 0.1,
            ["diffusion_model.blocks.0.self_attn.q.lora_up.weight"] = ones(256, 2) * 0.1,
        });
        using var runner = LightX2VApi.InitRunner(LightX2VApi.SetConfig("tiny_i2v", models.Folder), settings: models.Settings);
        var info = new InputInfo { Prompt = "a cat", ImagePath = Picture, ReturnResultTensor = true };
        using var plain = runner.RunPipeline(info);

        runner.SwitchLora(highLoraPath: lora, highLoraStrength: 0.5);
        using var changed = runner.RunPipeline(info);
        runner.SwitchLora(highLoraPath: "");
        using var restored = runner.RunPipeline(info);

        Assert.False(plain.Video!.equal(changed.Video!).all().item<bool>());
        Assert.True(plain.Video!.equal(restored.Video!).all().item<bool>());
        Assert.Throws<LoraException>(() => runner.SwitchLora(highLoraPath: Path.Combine(models.Folder, "Wan2.1_VAE.safetensors")));
    }
}
