namespace Workbench.Harness.Calibration;

/// <summary>What was measured of one stage: the evidence its limits rest on.</summary>
/// <param name="Oracle">Variation that the others were held against.</param>
/// <param name="Runs">How often each variation ran.</param>
/// <param name="Variations">Which variations ran; <c>as configured</c> is among them.</param>
/// <param name="Date">When, as ISO 8601 date.</param>
/// <param name="Device">On what device.</param>
/// <param name="Code">With what version of the code.</param>
/// <param name="Taps">Measurements, in order of passing.</param>
public sealed record StageCalibration(string Oracle, int Runs, IReadOnlyList<string> Variations, string Date, string Device, string Code, IReadOnlyList<TapCalibration> Taps);
