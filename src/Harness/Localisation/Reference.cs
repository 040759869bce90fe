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
    /// <summary>What this is for people, such as <c>cpu</c>; null for goldens.</summary>
    public string? Name { get; init; }

    /// <summary>Accepted goldens and their calibration.</summary>
    public static Reference Goldens(GoldenStore store, string deviceClass)
    {
        var calibration = CalibrationFile.Load(store, deviceClass);
        return new(store, deviceClass, calibration.Limits, AcrossDevices: false);
    }

    /// <summary>Differential mode: results that another device or configuration has just given.</summary>
    /// <param name="store">Holds them.</param>
    /// <param name="deviceClass">Under which class.</param>
    /// <param name="limits">How far from them a candidate may be.</param>
    /// <param name="name">The device or configuration, for people.</param>
    public static Reference Configuration(GoldenStore store, string deviceClass, TapLimits limits, string name) => new(store, deviceClass, _ => limits, AcrossDevices: true) { Name = name };
}
