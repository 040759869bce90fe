namespace Workbench.Harness.Stages;

/// <summary>How a run of a stage ended, as the process itself saw it.</summary>
public enum StageOutcome
{
    /// <summary>It ran through.</summary>
    Completed,

    /// <summary>It threw.</summary>
    Threw,

    /// <summary>An allocator refused.</summary>
    OutOfMemory,

    /// <summary>An input, checkpoint or request could not be read.</summary>
    BadFile,
}
