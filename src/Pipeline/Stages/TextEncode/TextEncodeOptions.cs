using Workbench.Pipeline.Text.Cleaning;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.TextEncode;

/// <summary>How stage 10 runs.</summary>
public sealed record TextEncodeOptions
{
    /// <summary>Rows of the context, and the most tokens a prompt may have. 512 for Wan.</summary>
    public int TextLength { get; init; } = 512;

    /// <summary>Dtype of the encoder's weights and activations. Upstream: bf16, whatever the rest computes in.</summary>
    public ScalarType Dtype { get; init; } = ScalarType.BFloat16;

    /// <summary>Dtype of the context. LightX2V casts to its compute dtype; null keeps <see cref="Dtype"/>, as official Wan2.2 does.</summary>
    public ScalarType? OutputDtype { get; init; }

    /// <summary>Steps before tokenisation.</summary>
    public PromptCleaning Cleaning { get; init; } = PromptCleaning.Upstream;
}
