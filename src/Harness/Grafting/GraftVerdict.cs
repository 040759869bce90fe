namespace Workbench.Harness.Grafting;

/// <summary>What a graft did to the outputs.</summary>
public enum GraftVerdict
{
    /// <summary>Nothing was wrong before, so there is nothing to say.</summary>
    NothingToHeal,

    /// <summary>Outside its limits before, inside after: the trouble lies at or before the graft.</summary>
    Heals,

    /// <summary>Better by a factor of two or more, but not inside: part of the trouble lies before the graft, part behind it.</summary>
    Helps,

    /// <summary>No better: the trouble lies behind the graft.</summary>
    NoEffect,

    /// <summary>The tap never passed, or the run did not complete.</summary>
    NotDone,
}
