namespace Workbench.Pipeline.Models.Umt5;

/// <summary>How attention is computed.</summary>
public enum Umt5AttentionKind
{
    /// <summary>Products, softmax in fp32 and product, as upstream writes them.</summary>
    Explicit,

    /// <summary>One fused operator with the bias as its mask. Does not materialise the logits; in 16 bits it rounds elsewhere than upstream.</summary>
    Sdpa,
}
