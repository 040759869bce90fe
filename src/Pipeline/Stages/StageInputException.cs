namespace Workbench.Pipeline.Stages;

/// <summary>A stage was given something it cannot work with. The message says which stage and input, what was given and what was expected.</summary>
public sealed class StageInputException(string message, Exception? inner = null) : Exception(message, inner);
