using System.Globalization;
using Workbench.Harness.Comparison;
using Workbench.Harness.Golden;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;

namespace Workbench.Harness.Calibration;

/// <summary>Measures how far legitimate variation takes a stage from its fp64 oracle, in processes of their own.</summary>
public sealed class Calibrator(IStageHost host, IStageRunner runner)
{
    /// <summary>Name of the configuration without a variation in the evidence.</summary>
    public const string AsConfigured = "as configured";

    /// <summary>Measurements only: nothing is ever outside.</summary>
    private static readonly TapLimits Boundless = TapLimits.Uniform(double.PositiveInfinity, "measuring");

    /// <summary>Runs the oracle once and every variation several times.</summary>
    /// <param name="stage">Id of the stage.</param>
    /// <param name="inputFile">What it is fed.</param>
    /// <param name="runs">Runs of each variation; two show whether it repeats itself.</param>
    /// <param name="date">ISO 8601 date for the evidence.</param>
    /// <param name="cancellation">Ends the children.</param>
    /// <exception cref="GoldenException">There is no oracle, or a run failed: limits must not rest on it.</exception>
    public async Task<StageCalibration> Run(string stage, string inputFile, int runs, DateOnly date, CancellationToken cancellation)
    {
        var oracleName = host.Oracle(stage) ?? throw new GoldenException($"stage {stage} has no oracle to calibrate against");
        using var oracle = await Take(stage, oracleName, inputFile, cancellation).ConfigureAwait(false);
        using var plain = await Take(stage, null, inputFile, cancellation).ConfigureAwait(false);
        var measured = new Measurements(oracle, plain);
        measured.Add(AsConfigured, plain);
        foreach (var variation in host.Variations(stage).Prepend(null))
        {
            for (var run = variation is null ? 1 : 0; run < runs; run++)
            {
                using var snapshot = await Take(stage, variation, inputFile, cancellation).ConfigureAwait(false);
                measured.Add(variation ?? AsConfigured, snapshot);
            }
        }

        var provenance = host.Provenance(stage, null);
        return new(oracleName, runs, [AsConfigured, .. host.Variations(stage)], date.ToString("O", CultureInfo.InvariantCulture), provenance.Device, provenance.Code, measured.Taps());
    }

    private async Task<StageSnapshot> Take(string stage, string? variation, string inputFile, CancellationToken cancellation)
    {
        var run = await runner.Run(new() { Stage = stage, Variation = variation, Input = inputFile, Reply = "", Storage = StoragePolicy.Calibration }, cancellation).ConfigureAwait(false);
        return run is { Completed: true, Snapshot: { } snapshot }
            ? snapshot
            : throw new GoldenException($"stage {stage}, {variation ?? AsConfigured}: {run.Reply?.Error ?? run.End.ToString()} ({run.End.Mark}). A calibration needs every variation to run.\n{run.End.Errors}");
    }

    /// <summary>Maxima over the runs, by tap.</summary>
    private sealed class Measurements(StageSnapshot oracle, StageSnapshot plain)
    {
        private readonly SnapshotComparer comparer = new(Boundless, acrossDevices: true);
        private readonly Dictionary<string, TapCalibration> taps = plain.Taps.ToDictionary(
            tap => tap.Path, tap => new TapCalibration(tap.Path, $"{tap.Traits.Dtype}", 0, 0, 0, AsConfigured), StringComparer.Ordinal);

        public void Add(string variation, StageSnapshot snapshot)
        {
            foreach (var tap in comparer.Compare(snapshot, oracle).Where(tap => taps.ContainsKey(tap.Path) && !double.IsNaN(tap.Error)))
            {
                var before = taps[tap.Path];
                taps[tap.Path] = before with
                {
                    Error = Math.Max(before.Error, tap.High),
                    Element = Math.Max(before.Element, tap.Element),
                    Worst = tap.High > before.Error ? variation : before.Worst,
                };
            }

            foreach (var tap in comparer.Compare(snapshot, plain).Where(tap => !double.IsNaN(tap.Error)))
            {
                var before = taps[tap.Path];
                taps[tap.Path] = before with { Spread = Math.Max(before.Spread, tap.High) };
            }
        }

        public IReadOnlyList<TapCalibration> Taps() => [.. plain.Taps.Select(tap => taps[tap.Path])];
    }
}
