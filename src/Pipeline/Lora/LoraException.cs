using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Lora;

/// <summary>A LoRA cannot be applied: nothing of it matches, keys are left over, a pair is incomplete, or a shape does not fit. Nothing was changed.</summary>
public sealed class LoraException(string message) : CheckpointException(message);
