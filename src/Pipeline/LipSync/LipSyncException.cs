namespace Workbench.Pipeline.LipSync;

/// <summary>Lip-sync cannot go on with what it was given. The message says what, expected, got and what to do next.</summary>
public class LipSyncException(string message, Exception? inner = null) : Exception(message, inner);
