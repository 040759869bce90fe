namespace Workbench.Pipeline.Runtime;

/// <summary>No usable libtorch was found, or it could not be loaded; the message lists what was tried and what mends it.</summary>
public sealed class LibTorchNotFoundException(string message, Exception? inner = null) : Exception(message, inner);
