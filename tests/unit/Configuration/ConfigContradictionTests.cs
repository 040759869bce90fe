namespace Workbench.UnitTests.Configuration;

public sealed class ConfigContradictionTests
{
    [Theory]
    // Sampling
    [InlineData(Configs.Distill, """{"denoising_step_list": null}""", "denoising_step_list")]
    [InlineData(Configs.Distill, """{"denoising_step_list": [250, 500]}""", "denoising_step_list")]
    [InlineData(Configs.Distill, """{"denoising_step_list": [1001, 500]}""", "denoising_step_list")]
    [InlineData(Configs.Distill, """{"boundary_step_index": null}""", "boundary_step_index")]
    [InlineData(Configs.Distill, """{"boundary_step_index": 5}""", "boundary_step_index")]
    [InlineData(Configs.Distill, """{"enable_cfg": true}""", "sample_guide_scale")]
    [InlineData(Configs.Distill, """{"sample_shift": 0}""", "sample_shift")]
    [InlineData(Configs.Moe, """{"boundary": null}""", "boundary")]
    [InlineData(Configs.Moe, """{"boundary": 900}""", "boundary")]
    [InlineData(Configs.Moe, """{"infer_steps": 0}""", "infer_steps")]
    [InlineData(Configs.Moe, """{"sample_guide_scale": 3.5}""", "sample_guide_scale")]
    [InlineData(Configs.Moe, """{"sample_guide_scale": null}""", "sample_guide_scale")]
    [InlineData(Configs.Moe, """{"workbench": {"sampler": "euler"}}""", "workbench.sampler")]
    // Size
    [InlineData(Configs.Moe, """{"target_video_length": 0}""", "target_video_length")]
    [InlineData(Configs.Moe, """{"target_height": 8}""", "target_height")]
    [InlineData(Configs.Moe, """{"target_width": null}""", "target_width")]
    [InlineData(Configs.Moe, """{"resize_mode": "fixed_shape"}""", "fixed_shape")]
    [InlineData(Configs.Moe, """{"resize_mode": "stretch"}""", "resize_mode")]
    [InlineData(Configs.Moe, """{"bucket_shape": {"1.0": [[480]]}}""", "bucket_shape")]
    // Quantisation and files
    [InlineData(Configs.Distill, """{"dit_quant_scheme": "fp8-sgl"}""", "dit_quantized")]
    [InlineData(Configs.Distill, """{"dit_quantized": true}""", "dit_quant_scheme")]
    [InlineData(Configs.Distill, """{"dit_quantized": true, "dit_quant_scheme": "gguf-Q4_K_X"}""", "dit_quant_scheme")]
    [InlineData(Configs.Distill, """{"dit_quantized": true, "dit_quant_scheme": "int8-q8f"}""", "dit_quant_scheme")]
    [InlineData(Configs.Distill, """{"dit_quantized_ckpt": "x.safetensors"}""", "dit_quantized_ckpt")]
    [InlineData(Configs.Distill, """{"t5_quantized": true}""", "t5_quant_scheme")]
    [InlineData("wan22_i2v_gguf_distill", """{"offload_granularity": "block"}""", "offload_granularity")]
    [InlineData("wan22_i2v_gguf_distill", """{"lora_dynamic_apply": false}""", "lora_dynamic_apply")]
    [InlineData(Configs.Distill, """{"lazy_load": true, "cpu_offload": false}""", "lazy_load")]
    [InlineData(Configs.Distill, """{"lora_configs": [{"name": "high", "path": "x"}]}""", "lora_configs")]
    [InlineData(Configs.Distill, """{"lora_configs": [{"name": "high_noise_model", "path": "x", "strength": "strong"}]}""", "lora_configs")]
    // Model
    [InlineData(Configs.Distill, """{"model_cls": "wan2.1"}""", "model_cls")]
    [InlineData(Configs.Distill, """{"model_cls": null}""", "model_cls")]
    [InlineData(Configs.Distill, """{"task": "t2v"}""", "task")]
    [InlineData(Configs.Distill, """{"use_image_encoder": true}""", "use_image_encoder")]
    [InlineData(Configs.Distill, """{"self_attn_1_type": null}""", "self_attn_1_type")]
    [InlineData(Configs.Distill, """{"dim": 100, "num_heads": 3}""", "num_heads")]
    [InlineData(Configs.Distill, """{"vae_stride": [4, 16, 16]}""", "vae_stride")]
    [InlineData(Configs.Distill, """{"vae_dtype": "BF16", "vae_weight_dtype": "FP32"}""", "vae_weight_dtype")]
    [InlineData(Configs.Distill, """{"workbench": {"numeric_profile": "fp32", "dtype": "BF16"}}""", "workbench.dtype")]
    // Not run here
    [InlineData(Configs.Distill, """{"feature_caching": "Tea"}""", "feature_caching")]
    [InlineData(Configs.Distill, """{"parallel": {"cfg_p_size": 2}}""", "parallel")]
    [InlineData(Configs.Distill, """{"use_tae": true}""", "use_tae")]
    [InlineData(Configs.Distill, """{"video_frame_interpolation": {"algo": "rife"}}""", "video_frame_interpolation")]
    public void Is_an_error_that_names_key_and_file(string name, string changes, string key)
    {
        var problem = Assert.Single(Configs.ProblemsWith(name, changes));
        Assert.Equal(key, problem.Key);
        Assert.EndsWith("config.json", problem.File, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Expected);
        Assert.NotEmpty(problem.Got);
        Assert.Contains($"config.json: {key}: expected ", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("infer_steps", "\"four\"", "an integer")]
    [InlineData("infer_steps", "4.5", "an integer")]
    [InlineData("enable_cfg", "\"yes\"", "true or false")]
    [InlineData("denoising_step_list", "[1000, \"x\"]", "a list of integers")]
    [InlineData("parallel", "3", "true or false or an object")]
    [InlineData("workbench", "{\"dtype\": 16}", "a string")]
    public void A_value_of_the_wrong_type_is_an_error(string key, string value, string expected)
    {
        var problem = Assert.Single(Configs.ProblemsWith(Configs.Distill, $$"""{"{{key}}": {{value}}}"""));
        Assert.Equal(expected, problem.Expected);
    }

    [Fact]
    public void All_problems_come_at_once() =>
        Assert.Equal(3, Configs.ProblemsWith(Configs.Distill, """{"task": "t2v", "sample_shift": -1, "fps": 0}""").Count);
}
