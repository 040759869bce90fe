namespace Workbench.Pipeline.Kernels;

/// <summary>A kernel implementation refuses its arguments or is not known; the message names the one to choose instead.</summary>
public sealed class KernelException(string message) : Exception(message);
