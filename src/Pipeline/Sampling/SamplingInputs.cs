using Workbench.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Sampling;

/// <summary>What one run of all steps starts from. The tensors stay the caller's.</summary>
public sealed record SamplingInputs
{
    /// <summary>[16, T, h, w], standard normal.</summary>
    public required Tensor Noise { get; init; }

    /// <summary>[20, T, h, w]: mask, then image latent.</summary>
    public required Tensor Y { get; init; }

    /// <summary>[1, text_len, text_dim], zero rows after the prompt.</summary>
    public required Tensor Context { get; init; }

    /// <summary>The same for the negative prompt; null runs without guidance, at half the cost.</summary>
    public Tensor? ContextNull { get; init; }

    /// <summary>Used when <see cref="ContextNull"/> is there.</summary>
    public GuidanceScale Guidance { get; init; } = new(3.5, 3.5);
}
