namespace Workbench.Pipeline.Checkpoints.Inspection;

/// <summary>What the keys and shapes of a checkpoint amount to.</summary>
public enum ModelKind
{
    /// <summary>None of those known here.</summary>
    Unknown,

    /// <summary>A Wan diffusion transformer: one expert.</summary>
    WanDit,

    /// <summary>The Wan2.1 video VAE.</summary>
    WanVae,

    /// <summary>The UMT5 text encoder.</summary>
    Umt5,

    /// <summary>A LoRA of a diffusion transformer.</summary>
    Lora,
}
