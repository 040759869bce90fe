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

    /// <summary>
    /// Factor of a parameter made at random: T5 does not scale its products of queries and keys, so that its queries start out smaller by the root of a head's
    /// width. Without it every row looks at one key only, which one is decided by rounding, and 16-bit runs agree with nothing. Source: T5's initialisation,
    /// queries of variance 1 / (d_model d_kv) (Raffel et al. 2020, mesh_tensorflow).
    /// </summary>
    public double RandomGain(string key) => key.EndsWith(".attn.q.weight", StringComparison.Ordinal) ? 1 / Math.Sqrt((double)DimAttention / Heads) : 1;

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
