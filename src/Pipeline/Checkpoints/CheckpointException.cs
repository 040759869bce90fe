namespace Workbench.Pipeline.Checkpoints;

/// <summary>A checkpoint is missing, malformed, hostile, or not of the architecture asked for. The message says file, place, expected and got.</summary>
public class CheckpointException(string message, Exception? inner = null) : Exception(message, inner);
