namespace Workbench.Harness.Calibration;

/// <summary>What was measured at one tap.</summary>
/// <param name="Tap">Name of the tap.</param>
/// <param name="Dtype">Element type in the configuration as it stands.</param>
/// <param name="Error">Largest relative error of any run against the oracle (upper end of its interval, where it is an estimate).</param>
/// <param name="Element">Largest error of one element, in units of the oracle's root mean square.</param>
/// <param name="Spread">Largest relative difference of any run from the configuration as it stands.</param>
/// <param name="Worst">Variation that was furthest from the oracle.</param>
public sealed record TapCalibration(string Tap, string Dtype, double Error, double Element, double Spread, string Worst);
