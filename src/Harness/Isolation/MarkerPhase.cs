namespace Workbench.Harness.Isolation;

/// <summary>What a marked process was doing.</summary>
public enum MarkerPhase
{
    /// <summary>Nothing was marked yet.</summary>
    None,

    /// <summary>Opening checkpoints and inputs.</summary>
    Loading,

    /// <summary>An announced operator.</summary>
    Launching,

    /// <summary>A tensor is passing a tap: it exists, and is being looked at.</summary>
    AtTap,

    /// <summary>Between taps: computing what the next one will show.</summary>
    AfterTap,

    /// <summary>Writing results.</summary>
    Saving,
}
