namespace Workbench.Pipeline.Checkpoints.Layouts;

/// <summary>Naming schemes under which the same weights are published.</summary>
public enum KeyLayout
{
    /// <summary>Upstream's names: Wan-AI's shards and .pth files, LightX2V's distilled files, QuantStack's GGUF files.</summary>
    Original,

    /// <summary>ComfyUI's: upstream's names behind <c>model.diffusion_model.</c> or <c>diffusion_model.</c>.</summary>
    ComfyPrefixed,

    /// <summary>Diffusers' WanTransformer3DModel.</summary>
    DiffusersDit,

    /// <summary>Diffusers' AutoencoderKLWan.</summary>
    DiffusersVae,

    /// <summary>Transformers' UMT5EncoderModel.</summary>
    HuggingFaceUmt5,

    /// <summary>llama.cpp's names for T5 encoders, as in city96/umt5-xxl-encoder-gguf.</summary>
    LlamaCppT5,
}
