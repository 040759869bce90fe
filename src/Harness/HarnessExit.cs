namespace Workbench.Harness;

/// <summary>Exit codes of every command that judges.</summary>
public enum HarnessExit
{
    /// <summary>Everything agrees.</summary>
    Pass = 0,

    /// <summary>A tensor is outside its limit.</summary>
    Regression = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>A stage died, threw or ran out of memory.</summary>
    Crash = 3,

    /// <summary>A stage hung or was too slow.</summary>
    TimeOut = 4,

    /// <summary>There is no golden, or none that this device was calibrated for: no verdict.</summary>
    Unjudged = 5,

    /// <summary>A file is missing or malformed.</summary>
    BadFile = 6,

    /// <summary>libtorch, device or memory do not suffice.</summary>
    UnfitEnvironment = 7,

    /// <summary>The harness itself failed.</summary>
    Internal = 70,
}
