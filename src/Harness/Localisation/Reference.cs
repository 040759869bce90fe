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

    /// <summary>
    /// Goldens of another device class, such as those of an H200 for a card that has none: its limits come from errors to the truth in the same dtypes, so that they
    /// hold for any device that computes in them.
    /// </summary>
    /// <param name="store">The case.</param>
    /// <param name="deviceClass">The other class.</param>
    /// <exception cref="GoldenException">The case has no such class; says which it has.</exception>
    public static Reference OtherClass(GoldenStore store, string deviceClass) => store.Classes().Contains(deviceClass, StringComparer.Ordinal)
        ? Goldens(store, deviceClass) with { AcrossDevices = true, Name = $"the goldens of {deviceClass}" }
        : throw new GoldenException($"{store.Folder}: no goldens of {deviceClass}. It has: {(store.Classes() is { Count: > 0 } there ? string.Join(", ", there) : "none")}.\nNext: workbench golden list --golden {store.Folder}");

    /// <summary>Differential mode: results that another device or configuration has just given.</summary>
    /// <param name="store">Holds them.</param>
    /// <param name="deviceClass">Under which class.</param>
    /// <param name="limits">How far from them a candidate may be.</param>
    /// <param name="name">The device or configuration, for people.</param>
    public static Reference Configuration(GoldenStore store, string deviceClass, TapLimits limits, string name) => new(store, deviceClass, _ => limits, AcrossDevices: true) { Name = name };
}
