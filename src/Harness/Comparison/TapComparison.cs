namespace Workbench.Harness.Comparison;

/// <summary>One tap held against its reference.</summary>
/// <param name="Path">Name of the tap, with <c>#n</c> for the n-th further time it passed.</param>
/// <param name="Verdict">What it came to.</param>
/// <param name="Error">Relative error ||a-b|| / ||b||: exact, or the estimate of a sketch. NaN when there was nothing to compare.</param>
/// <param name="Low">Lower end of the error's confidence interval; equals <paramref name="Error"/> when it is exact.</param>
/// <param name="High">Upper end.</param>
/// <param name="Element">Largest difference of one element in units of the reference's root mean square (of the extremes only, when estimated).</param>
/// <param name="Limit">The limit that applied.</param>
/// <param name="Findings">Everything that disagrees.</param>
/// <param name="Exact">Details of an exact comparison, or null when the error is an estimate.</param>
public sealed record TapComparison(
    string Path, TapVerdict Verdict, double Error, double Low, double High, double Element, TapLimit Limit, IReadOnlyList<Finding> Findings, TensorDifference? Exact = null)
{
    /// <summary>Whether the tap must be held to be wrong.</summary>
    public bool Outside => Verdict == TapVerdict.Outside;

    /// <summary>Whether it is further off than legitimate variation was ever seen to bring it.</summary>
    public bool Suspect => Outside || Error > Limit.Suspect;

    /// <summary>The finding of an element outside its limit where the tensor as a whole is inside its own: the relative error then says nothing of why it fails.</summary>
    public Finding? OnlyElement => Findings.Any(f => f.Kind == FindingKind.Value) ? null : Findings.FirstOrDefault(f => f.Kind == FindingKind.Element);
}
