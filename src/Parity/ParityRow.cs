using Workbench.Harness.Comparison;

namespace Workbench.Parity;

/// <summary>One compared tensor.</summary>
/// <param name="Case">Case of the manifest.</param>
/// <param name="Stage">Pipeline stage.</param>
/// <param name="Tensor">Name in the oracle file.</param>
/// <param name="Difference">Measured difference; null when the comparison could not be made.</param>
/// <param name="Limit">Largest relative error allowed; 0 demands equality.</param>
/// <param name="Problem">Why it failed without a difference, or null.</param>
public sealed record ParityRow(string Case, int Stage, string Tensor, TensorDifference? Difference, double Limit, string? Problem = null)
{
    /// <summary>Whether the tensor is inside its limit.</summary>
    public bool Passed => Problem is null && Difference is { Mismatch: null } d && (Limit == 0 ? d.MaxAbsolute == 0 && d.NonFinite == 0 : d.RelativeError <= Limit);
}
