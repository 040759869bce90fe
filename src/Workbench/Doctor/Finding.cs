namespace Workbench.Cli.Doctor;

/// <summary>One thing the doctor looked at.</summary>
/// <param name="Id">Stable name, such as <c>libtorch</c>.</param>
/// <param name="Status">Whether it will do.</param>
/// <param name="Summary">One line.</param>
/// <param name="Mend">The command that mends it or brings what is missing, or null.</param>
internal sealed record Finding(string Id, FindingStatus Status, string Summary, string? Mend = null)
{
    /// <summary>More facts by name, for <c>--json</c> and <c>-v</c>.</summary>
    public SortedDictionary<string, object?> Details { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>Whether something will do.</summary>
internal enum FindingStatus
{
    /// <summary>It will.</summary>
    Ok,

    /// <summary>Absent or limited, and not needed for everything.</summary>
    Note,

    /// <summary>Workbench cannot do its work.</summary>
    Unfit,
}
