using Workbench.Harness.Calibration;
using Workbench.Harness.Comparison;
using Workbench.Harness.Golden;

namespace Workbench.Harness.Localisation;

/// <summary>What a candidate is held against: goldens with their calibration, or a reference configuration's own results.</summary>
/// <param name="Store">Holds the reference's results.</param>
/// <param name="DeviceClass">Under which class.</param>
/// <param name="Limits">Limits by stage; null where there is no calibration.</param>
/// <param name="AcrossDevices">Whether device and dtype may differ.</param>
public sealed record Reference(GoldenStore Store, string DeviceClass, Func<string, TapLimits?> Limits, bool AcrossDevices)
{
    /// <summary>Accepted goldens and their calibration.</summary>
    public static Reference Goldens(GoldenStore store, string deviceClass)
    {
        var calibration = CalibrationFile.Load(store, deviceClass);
        return new(store, deviceClass, calibration.Limits, AcrossDevices: false);
    }

    /// <summary>Differential mode: results that another device or configuration has just given.</summary>
    public static Reference Configuration(GoldenStore store, string deviceClass, TapLimits limits) => new(store, deviceClass, _ => limits, AcrossDevices: true);
}
