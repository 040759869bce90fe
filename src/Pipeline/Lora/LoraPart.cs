namespace Workbench.Pipeline.Lora;

/// <summary>What a tensor of a LoRA file is to its module.</summary>
public enum LoraPart
{
    /// <summary>[rank, inputs].</summary>
    Down,

    /// <summary>[outputs, rank].</summary>
    Up,

    /// <summary>A scalar; the pair counts alpha/rank times. 0 means absent, as upstream reads it.</summary>
    Alpha,

    /// <summary>Added to <c>weight</c>.</summary>
    WeightDiff,

    /// <summary>Added to <c>bias</c>.</summary>
    BiasDiff,

    /// <summary>Added to <c>modulation</c>.</summary>
    ModulationDiff,
}
