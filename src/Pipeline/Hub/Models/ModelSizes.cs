using Workbench.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Hub.Models;

/// <summary>Parameter counts of a model by role; the defaults are those of A14B, UMT5-XXL and the Wan2.1 VAE.</summary>
public sealed record ModelSizes
{
    public long Dim { get; init; } = 5120;

    public long FfnDim { get; init; } = 13824;

    public long Layers { get; init; } = 40;

    public long TextDim { get; init; } = 4096;

    public long FreqDim { get; init; } = 256;

    public long InDim { get; init; } = 36;

    public long OutDim { get; init; } = 16;

    /// <summary>Parameters of the text encoder, of one of its blocks, and of its embedding table.</summary>
    public (long All, long Block, long Embedding) TextEncoder { get; init; } = (5_680_910_336, 192_948_224, 256_384L * 4096);

    public long Vae { get; init; } = 126_892_531;

    /// <summary>Weights of an expert's block matrices: the quantisable part.</summary>
    public long BlockMatrices => Layers * ((8 * Dim * Dim) + (2 * Dim * FfnDim));

    /// <summary>The rest of an expert.</summary>
    public long ExpertRest => (Layers * ((21 * Dim) + FfnDim)) + (((InDim * 4) + 1) * Dim) + ((TextDim + Dim + 2) * Dim)
        + ((FreqDim + Dim + 2) * Dim) + (6 * Dim * (Dim + 1)) + ((Dim + 1) * OutDim * 4) + (2 * Dim);

    /// <summary>Sizes that a configuration states, A14B's for the others.</summary>
    public static ModelSizes From(NetworkSizes network)
    {
        var full = new ModelSizes();
        return full with
        {
            Dim = network.Dim ?? full.Dim,
            FfnDim = network.FfnDim ?? full.FfnDim,
            Layers = network.Layers ?? full.Layers,
            TextDim = network.TextDim ?? full.TextDim,
            FreqDim = network.FreqDim ?? full.FreqDim,
            InDim = network.InDim ?? full.InDim,
            OutDim = network.OutDim ?? full.OutDim,
        };
    }

    /// <summary>Bytes of one expert as it lies in memory.</summary>
    public long ExpertBytes(QuantScheme scheme, ScalarType compute) => scheme.Family switch
    {
        QuantFamily.None => (BlockMatrices + ExpertRest) * compute.ElementSize(),
        // One fp32 scale per output channel: 9 of width D and one of F per block.
        QuantFamily.Fp8 => BlockMatrices + (ExpertRest * compute.ElementSize()) + (Layers * ((9 * Dim) + FfnDim) * 4),
        _ => (long)(BlockMatrices * GgufBits.PerWeight(scheme.GgufType!) / 8) + (ExpertRest * 2),
    };
}
