namespace Workbench.Pipeline.Checkpoints.Inspection;

/// <summary>Whether two files can be the high- and the low-noise expert of one model.</summary>
/// <param name="High">Report of the file given as the high-noise expert.</param>
/// <param name="Low">Report of the file given as the low-noise expert.</param>
public sealed record ExpertPair(CheckpointReport High, CheckpointReport Low)
{
    /// <summary>Both hold the same weights: one file was given or downloaded twice.</summary>
    public bool Identical => High.Digest == Low.Digest;

    /// <summary>Their names say that they are the other way round.</summary>
    public bool Swapped => High.NamedExpert == "low" && Low.NamedExpert == "high";

    /// <summary>Their sizes differ, so they cannot belong together.</summary>
    public bool Unequal => High.Model.Kind != Low.Model.Kind || !High.Model.Sizes.SequenceEqual(Low.Model.Sizes);

    /// <summary>What is wrong, in sentences; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            var problems = new List<string>();
            if (Unequal)
            {
                problems.Add($"The two experts have different sizes: {Describe(High)} and {Describe(Low)}.");
            }

            if (Identical)
            {
                problems.Add($"The two experts are identical: {High.Path} and {Low.Path} hold the same weights.");
            }
            else if (Swapped)
            {
                problems.Add($"The two experts look swapped: {High.Path} is given as the high-noise one, {Low.Path} as the low-noise one.");
            }
            else if (High.NamedExpert is { } name && name == Low.NamedExpert)
            {
                problems.Add($"Both files are named as the {name}-noise expert: {High.Path} and {Low.Path}.");
            }

            return problems;
        }
    }

    private static string Describe(CheckpointReport report) => $"{report.Model.Kind} {string.Join(" ", report.Model.Sizes.Select(s => $"{s.Name}={s.Value}"))}";
}
