namespace Workbench.Harness.Localisation;

/// <summary>Why a stage fails.</summary>
public enum Verdict
{
    /// <summary>One step computes something else than it did, and does so every time.</summary>
    Regression,

    /// <summary>No single step is wrong: rounding errors add up, or everything runs in a coarser precision.</summary>
    Rounding,

    /// <summary>The same input gives another result each time.</summary>
    NonDeterminism,

    /// <summary>The process ends in the step.</summary>
    Crash,

    /// <summary>The step throws.</summary>
    Exception,

    /// <summary>The step needs more memory than there is.</summary>
    OutOfMemory,

    /// <summary>The step does not end.</summary>
    Hang,

    /// <summary>The stage makes progress, but too slowly.</summary>
    Slow,

    /// <summary>A file the stage needs is not readable.</summary>
    BadFile,
}
