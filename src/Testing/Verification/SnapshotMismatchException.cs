namespace Workbench.Testing.Verification;

/// <summary>A result is not what was verified. The message has the form that Verify's own tools parse.</summary>
public class SnapshotMismatchException(string message) : Exception(message);
