namespace Workbench.Harness.Golden;

/// <summary>A golden cannot be used or written as asked: the message says which, why, and what to run next.</summary>
public sealed class GoldenException(string message, Exception? inner = null) : Exception(message, inner);
