namespace Workbench.Pipeline.Compatibility;

/// <summary>Stages 11 and 13.</summary>
internal static class VaePatches
{
    public static IEnumerable<CompatibilityPatch> All =>
    [
        new()
        {
            Id = "vae-inner-cast",
            Stages = [11, 13],
            Symptom = "convolution fails: input and weight differ in dtype",
            AppliesWhen = "GGUF experts in fp16: the VAE was made under bf16",
            Effect = "the inner model is cast to the plan's VAE dtype",
            Source = "LightX2V users of GGUF on RTX 50xx",
            Applies = p => p.VaeModel != p.Config.Dtypes.Plan.Vae,
            Change = p => p with { VaeModel = p.Config.Dtypes.Plan.Vae },
            Defect = p => p.VaeModel != p.Config.Dtypes.Plan.Vae
                ? new("dtype of the VAE's weights", TextEncoderPatches.Name(p.Config.Dtypes.Plan.Vae), TextEncoderPatches.Name(p.VaeModel)) : null,
        },
        new()
        {
            Id = "vae-scale-cast",
            Stages = [11, 13],
            Symptom = "latents silently become fp32, or the next convolution fails on a dtype mismatch",
            AppliesWhen = "GGUF experts in fp16: the wrapper's mean, inv_std and scale were made under bf16",
            Effect = "mean, inv_std and scale are cast like the inner model",
            Source = "LightX2V users of GGUF on RTX 50xx; lightx2v/models/video_encoders/hf/wan/vae.py",
            Applies = p => p.VaeScale != p.Config.Dtypes.Plan.Vae,
            Change = p => p with { VaeScale = p.Config.Dtypes.Plan.Vae },
            Defect = p => p.VaeScale != p.Config.Dtypes.Plan.Vae
                ? new("dtype of the VAE's mean and inverse std", TextEncoderPatches.Name(p.Config.Dtypes.Plan.Vae), TextEncoderPatches.Name(p.VaeScale)) : null,
        },
    ];
}
