namespace Workbench.Pipeline.Configuration;

/// <summary>What moves between host and device at a time.</summary>
public enum OffloadGranularity
{
    /// <summary>Nothing: weights stay on the device.</summary>
    None,

    /// <summary>A whole expert.</summary>
    Model,

    /// <summary>One transformer block, the next one copied ahead.</summary>
    Block,

    /// <summary>A third of a block: self-attention, cross-attention, feed-forward.</summary>
    Phase,
}
