using TorchSharp;
using Workbench.Pipeline.Configuration;

namespace Workbench.UnitTests.Configuration;

public sealed class ConfigNoteTests
{
    [Theory]
    [InlineData("""{"infer_step": 4}""", "infer_step", "Nearest: infer_steps.")]
    [InlineData("""{"workbench": {"numeric_profil": "official"}}""", "workbench.numeric_profil", "Nearest: numeric_profile.")]
    [InlineData("""{"seed": 42}""", "seed", "belongs to the request")]
    [InlineData("""{"infer_steps": 8}""", "infer_steps", "4 steps are run")]
    [InlineData("""{"use_image_encoder": null}""", "use_image_encoder", "taken as false")]
    [InlineData("""{"offload_granularity": null}""", "offload_granularity", "taken as block")]
    [InlineData("""{"lazy_load": true}""", "lazy_load", "is not executed")]
    [InlineData("""{"unload_modules": true}""", "unload_modules", "the experts stay")]
    [InlineData("""{"use_compile": true}""", "use_compile", "ignored")]
    [InlineData("""{"dit_quantized": true, "dit_quant_scheme": "fp8-vllm"}""", "dit_quant_scheme", "multiplied as fp8-sgl")]
    [InlineData("""{"dit_quantized": true, "dit_quant_scheme": "gguf-IQ4_XS", "offload_granularity": "model", "lora_dynamic_apply": true, "lora_configs": [{"name": "low_noise_model", "path": "x"}, {"name": "high_noise_model", "path": "y"}]}""", "dit_quant_scheme", "LightX2V itself refuses")]
    [InlineData("""{"dit_quantized": true, "dit_quant_scheme": "gguf-Q8_0", "offload_granularity": "model"}""", "lora_configs", "undistilled")]
    [InlineData("""{"lora_configs": [{"name": "low_noise_model", "path": "x"}]}""", "lora_configs", "only the low-noise expert")]
    public void One_note_with_the_key(string changes, string key, string text)
    {
        var note = Assert.Single(Configs.With(Configs.Distill, changes).Notes);
        Assert.Equal(key, note.Key);
        Assert.Contains(text, note.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Comment_keys_and_nulls_are_silent() =>
        Assert.Empty(Configs.With(Configs.Distill, """{"_note": "mine", "lora_configs": null}""").Notes);

    [Fact]
    public void Environment_variables_give_the_dtypes_as_upstream_has_them()
    {
        var plain = Configs.With(Configs.Distill, """{"workbench": null}""", new("FP16"));
        Assert.Equal(DtypePlan.LightX2V(torch.ScalarType.Float16), plain.Dtypes.Plan);

        var sensitive = Configs.With(Configs.Distill, """{"workbench": null}""", new(null, "FP32")).Dtypes.Plan;
        Assert.Equal(torch.ScalarType.BFloat16, sensitive.Compute);
        Assert.Equal(torch.ScalarType.Float32, sensitive.Residual);
        Assert.Equal(torch.ScalarType.Float32, sensitive.TimeEmbedding);
        Assert.Equal(torch.ScalarType.Float32, sensitive.Latents);
        Assert.Equal(torch.ScalarType.BFloat16, sensitive.Vae);

        Assert.Throws<ConfigException>(() => Configs.With(Configs.Distill, """{"workbench": null}""", new("INT8")));
    }

    [Fact]
    public void Profiles_and_vae_dtype_make_the_plan()
    {
        Assert.Equal(DtypePlan.Official(torch.ScalarType.Float32), Configs.With(Configs.Distill, """{"workbench": {"numeric_profile": "fp32"}}""").Dtypes.Plan);
        Assert.Equal(DtypePlan.Official(torch.ScalarType.BFloat16), Configs.With(Configs.Distill, """{"workbench": {"numeric_profile": "official"}}""").Dtypes.Plan);
        Assert.Equal(DtypePlan.LightX2V(torch.ScalarType.BFloat16) with { Vae = torch.ScalarType.Float32 }, Configs.With(Configs.Distill, """{"vae_dtype": "FP32"}""").Dtypes.Plan);
    }

    [Fact]
    public void Resize_keys_are_read()
    {
        var fixedShape = Configs.With(Configs.Distill, """{"resize_mode": "fixed_shape", "fixed_shape": [480, 832], "target_height": null, "target_width": null}""");
        Assert.Equal((ResizeMode.FixedShape, (480, 832)), (fixedShape.Resize.Mode, fixedShape.Resize.FixedShape));

        var buckets = Configs.With(Configs.Distill, """{"resize_mode": "adaptive", "resolution": "720p", "bucket_shape": {"0.667": [[480, 832], [720, 1280]]}}""").Resize;
        Assert.Equal(("720p", (720, 1280)), (buckets.Resolution, buckets.Buckets![0.667][1]));
    }

    [Fact]
    public void A_distilled_model_with_one_scale_may_use_guidance()
    {
        var sampling = Configs.With(Configs.Distill, """{"enable_cfg": true, "sample_guide_scale": 2.0}""").Sampling;
        Assert.True(sampling.EnableGuidance);
        Assert.Equal(new GuidanceScale(2, 2), sampling.Guidance);
    }
}
