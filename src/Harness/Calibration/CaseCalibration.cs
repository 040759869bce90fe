using Workbench.Harness.Golden;
using Workbench.Harness.Stages;

namespace Workbench.Harness.Calibration;

/// <summary>
/// Measures stages of a case on their golden inputs and then replaces the calibration of the device class: all of the stages or none of them.
/// Nothing in the case is touched before the last measurement, and the file is replaced by a rename, so that a run that is killed at any moment
/// leaves the goldens as they were and the calibration either old or new.
/// </summary>
/// <param name="store">The case.</param>
/// <param name="deviceClass">Whose limits are measured.</param>
/// <param name="host">Knows the stages, their variations and their oracle.</param>
/// <param name="runner">Runs them.</param>
public sealed class CaseCalibration(GoldenStore store, string deviceClass, IStageHost host, IStageRunner runner)
{
    /// <summary>Runs it; the limits of other stages stay.</summary>
    /// <param name="stages">Ids of the stages to measure.</param>
    /// <param name="runs">Runs of each variation.</param>
    /// <param name="date">Date for the evidence.</param>
    /// <param name="cancellation">Ends the children; the old calibration stays.</param>
    /// <param name="step">Told before each stage is measured and before each file operation.</param>
    /// <exception cref="GoldenException">Under CI, without a golden or its input, or when a run fails.</exception>
    public async Task Run(IReadOnlyList<string> stages, int runs, DateOnly date, CancellationToken cancellation, Action<string>? step = null)
    {
        store.RefuseUnderCi("calibrated");
        var inputs = stages.Select(stage => (Stage: stage, File: Input(stage))).ToList(); // a missing one is told before hours of measuring
        var calibration = CalibrationFile.Load(store, deviceClass);
        var calibrator = new Calibrator(host, runner);
        foreach (var (stage, input) in inputs)
        {
            step?.Invoke($"measure {stage}");
            calibration.Stages[stage] = await calibrator.Run(stage, input, runs, date, cancellation).ConfigureAwait(false);
        }

        calibration.Save(store, deviceClass, step);
    }

    private string Input(string stage) => store.Find(deviceClass, stage).FirstOrDefault()?.InputFile
        ?? throw new GoldenException($"{store.Folder}: no golden of stage {stage} for {deviceClass}, or its input is not at hand.\nNext: workbench golden record --accept");
}
