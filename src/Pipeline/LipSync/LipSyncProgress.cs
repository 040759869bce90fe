namespace Workbench.Pipeline.LipSync;

/// <summary>What lip-sync is doing.</summary>
public enum LipSyncPhase
{
    /// <summary>Looking for faces in base frames.</summary>
    Locate,

    /// <summary>Encoding faces and making masks.</summary>
    Prepare,

    /// <summary>Making output frames.</summary>
    Talk,
}

/// <summary>Progress of a phase, in frames.</summary>
public readonly record struct LipSyncProgress(LipSyncPhase Phase, long Done, long Total);
