namespace Workbench.Testing.Verification;

/// <summary>Nothing was verified yet: neither a pass nor a regression.</summary>
public sealed class SnapshotMissingException(string message) : SnapshotMismatchException(message);
