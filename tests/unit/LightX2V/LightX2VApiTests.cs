using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.LightX2V;

namespace Workbench.UnitTests.LightX2V;

public sealed class LightX2VApiTests
{
    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    [Fact]
    public void An_empty_request_is_upstreams()
    {
        var info = LightX2VApi.InitEmptyInputInfo("i2v");
        Assert.Equal((0L, "", "", false, null), (info.Seed, info.Prompt, info.NegativePrompt, info.ReturnResultTensor, info.Pose));
        Assert.Throws<ConfigException>(() => LightX2VApi.InitEmptyInputInfo("t2v"));
    }

    [Fact]
    public void Every_field_of_upstream_is_copied()
    {
        var info = LightX2VApi.InitEmptyInputInfo();
        var notes = LightX2VApi.UpdateInputInfoFromDict(info, Json("""
            {"seed": 42, "prompt": "p", "prompt_enhanced": "e", "negative_prompt": "n", "image_path": "i.png", "save_result_path": "o.mp4",
             "return_result_tensor": true, "resize_mode": "adaptive", "original_shape": [1, 2], "resized_shape": [3, 4], "latent_shape": [16, 3, 6, 8],
             "target_shape": [480, 832], "pose": null, "action_path": "a"}
            """));
        Assert.Empty(notes);
        Assert.Equal((42L, "p", "n", "i.png", "o.mp4", true), (info.Seed, info.Prompt, info.NegativePrompt, info.ImagePath, info.SaveResultPath, info.ReturnResultTensor));
        Assert.Equal([16, 3, 6, 8], info.LatentShape);
        Assert.Null(info.Pose);
    }

    [Fact]
    public void Unknown_keys_are_noted_where_upstream_is_silent()
    {
        var info = LightX2VApi.InitEmptyInputInfo();
        var notes = LightX2VApi.UpdateInputInfoFromDict(info, Json("""{"promt": "x", "infer_steps": 8, "seed": 1}"""));
        Assert.Equal(1, info.Seed);
        Assert.Collection(notes,
            n => Assert.Contains("Nearest: prompt.", n.Text, StringComparison.Ordinal),
            n => Assert.Contains("is configuration", n.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"prompt": "new", "seed": "42"}""", "seed")]
    [InlineData("""{"prompt": "new", "seed": 1.5}""", "seed")]
    [InlineData("""{"prompt": "new", "image_path": 3}""", "image_path")]
    [InlineData("""{"prompt": "new", "target_shape": ["480"]}""", "target_shape")]
    [InlineData("""{"prompt": "new", "return_result_tensor": "yes"}""", "return_result_tensor")]
    public void A_value_of_the_wrong_type_changes_nothing(string json, string key)
    {
        var info = LightX2VApi.InitEmptyInputInfo();
        var problem = Assert.Single(Assert.Throws<ConfigException>(() => LightX2VApi.UpdateInputInfoFromDict(info, Json(json))).Problems);
        Assert.Equal(key, problem.Key);
        Assert.Equal("", info.Prompt);
    }

    [Fact]
    public void Set_config_gives_the_checked_configuration() =>
        Assert.Equal(4, LightX2VApi.SetConfig("wan22_i2v_fp8_distill").Sampling.Steps);

    [Fact]
    public void The_default_negative_prompt_is_upstreams_byte_for_byte()
    {
        var bytes = Encoding.UTF8.GetBytes(NegativePrompt.Default);
        Assert.Equal(403, bytes.Length);
        Assert.Equal("ce96e0324e4b54ce4b6e867f669ca520952e1a34cc116543516b1897f0d3c47e", Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
