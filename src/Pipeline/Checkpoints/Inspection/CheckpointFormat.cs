namespace Workbench.Pipeline.Checkpoints.Inspection;

/// <summary>Containers that are read.</summary>
public enum CheckpointFormat
{
    /// <summary>One safetensors file.</summary>
    Safetensors,

    /// <summary>Several safetensors files, with or without an index.</summary>
    ShardedSafetensors,

    /// <summary>GGUF version 2 or 3.</summary>
    Gguf,

    /// <summary>A zip by torch.save.</summary>
    TorchPickle,
}
