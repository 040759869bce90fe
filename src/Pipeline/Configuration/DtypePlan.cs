using static TorchSharp.torch;

namespace Workbench.Pipeline.Configuration;

/// <summary>Who computes in what. Derived from a numeric profile and a compute dtype, then open to change key by key.</summary>
public sealed record DtypePlan
{
    /// <summary>Linear layers and attention of the DiT.</summary>
    public required ScalarType Compute { get; init; }

    /// <summary>Residual stream, modulation, gates and layer-norm inputs of the DiT.</summary>
    public required ScalarType Residual { get; init; }

    /// <summary>The time MLP of the DiT.</summary>
    public required ScalarType TimeEmbedding { get; init; }

    /// <summary>The output layer of the DiT (head.head).</summary>
    public required ScalarType Head { get; init; }

    /// <summary>Where the RMS norms of queries and keys round; makes no difference in fp32.</summary>
    public required RmsNormRounding RmsNorm { get; init; }

    /// <summary>Angles and rotation of RoPE, and the time sinusoid: fp64 (official) or fp32 (LightX2V).</summary>
    public required ScalarType Angles { get; init; }

    /// <summary>Latents between sampling steps.</summary>
    public required ScalarType Latents { get; init; }

    /// <summary>Text encoder weights and activations.</summary>
    public required ScalarType TextEncoder { get; init; }

    /// <summary>VAE weights, activations, and its mean and inverse std.</summary>
    public required ScalarType Vae { get; init; }

    /// <summary>Official Wan2.2: fp32 residual, modulation, norms, latents and VAE; fp64 angles. Source: Wan2.2 wan/modules/model.py.</summary>
    public static DtypePlan Official(ScalarType compute) => new()
    {
        Compute = compute,
        Residual = ScalarType.Float32,
        TimeEmbedding = ScalarType.Float32,
        Head = ScalarType.Float32,
        RmsNorm = RmsNormRounding.BeforeWeight,
        Angles = ScalarType.Float64,
        Latents = ScalarType.Float32,
        TextEncoder = compute,
        Vae = ScalarType.Float32,
    };

    /// <summary>LightX2V: the compute dtype nearly everywhere, latents rounded at each step, 16-bit VAE; T5 in bf16 by construction.</summary>
    public static DtypePlan LightX2V(ScalarType compute) => new()
    {
        Compute = compute,
        Residual = compute,
        TimeEmbedding = compute,
        Head = compute,
        RmsNorm = RmsNormRounding.Once,
        Angles = ScalarType.Float32,
        Latents = compute,
        TextEncoder = compute == ScalarType.Float32 ? compute : ScalarType.BFloat16,
        Vae = compute,
    };
}
