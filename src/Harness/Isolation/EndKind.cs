namespace Workbench.Harness.Isolation;

/// <summary>How a child process came to its end.</summary>
public enum EndKind
{
    /// <summary>By itself, with an exit code.</summary>
    Exited,

    /// <summary>By a signal that it did not survive.</summary>
    Signalled,

    /// <summary>Ended from here: no mark for too long.</summary>
    Hung,

    /// <summary>Ended from here: still making progress, but over its total time.</summary>
    TooSlow,

    /// <summary>The kernel's out-of-memory killer took it.</summary>
    KilledForMemory,
}
