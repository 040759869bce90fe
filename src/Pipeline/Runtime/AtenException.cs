namespace Workbench.Pipeline.Runtime;

/// <summary>An ATen operator failed. libtorch writes its own text to stderr; this message names the operator and its arguments.</summary>
public sealed class AtenException(string message) : Exception(message);
