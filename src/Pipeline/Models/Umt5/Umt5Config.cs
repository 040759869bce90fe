namespace Workbench.Pipeline.Models.Umt5;

/// <summary>Sizes of a UMT5 encoder.</summary>
public sealed record Umt5Config
{
    /// <summary>Rows of the embedding table.</summary>
    public required long Vocabulary { get; init; }

    /// <summary>Width of the residual stream, and of the result.</summary>
    public required long Dim { get; init; }

    /// <summary>Width of attention, all heads together.</summary>
    public required long DimAttention { get; init; }

    /// <summary>Width of the feed-forward layer.</summary>
    public required long DimFfn { get; init; }

    /// <summary>Attention heads.</summary>
    public required long Heads { get; init; }

    /// <summary>Blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Buckets of relative positions, both directions together.</summary>
    public required int Buckets { get; init; }

    /// <summary>Distance from which on all positions share the last bucket.</summary>
    public int MaxDistance { get; init; } = 128;

    /// <summary>Which attention to run; <see cref="Umt5Attention.Explicit"/> is the reference.</summary>
    public Umt5AttentionKind Attention { get; init; }

    /// <summary>
    /// Run norms and the gated GELU as fused kernels on CUDA, where nobody listens: fp32 inside and one rounding each. Off is the reference,
    /// which rounds after every operation as upstream does.
    /// </summary>
    public bool Fused { get; init; }

    /// <summary>The encoder of Wan: 242 tensors, 5,680,910,336 parameters. Source: wan/modules/t5.py, <c>umt5_xxl</c>.</summary>
    public static Umt5Config Xxl { get; } = new()
    {
        Vocabulary = 256384,
        Dim = 4096,
        DimAttention = 4096,
        DimFfn = 10240,
        Heads = 64,
        Layers = 24,
        Buckets = 32,
    };
}
