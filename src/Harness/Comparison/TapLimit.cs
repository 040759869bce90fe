namespace Workbench.Harness.Comparison;

/// <summary>How far a tap may be from its reference.</summary>
/// <param name="Relative">Largest ||a-b|| / ||b|| that still agrees.</param>
/// <param name="Element">Largest |a-b| of one element in units of the reference's root mean square; catches a single bad element in a big tensor.</param>
/// <param name="Suspect">
/// Largest relative error that legitimate variation is expected to cause, without the limit's headroom. Once some tap is outside its limit,
/// the first tap above this mark is where the trouble began (hysteresis: a high mark to raise the alarm, a low one to trace it back).
/// </param>
/// <param name="Origin">Where the numbers come from, for people: <c>calibrated on 12 runs, 2026-01-31</c>.</param>
public sealed record TapLimit(double Relative, double Element, double Suspect, string Origin);
