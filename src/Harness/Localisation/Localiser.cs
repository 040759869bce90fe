using Workbench.Harness.Comparison;
using Workbench.Harness.Golden;
using Workbench.Harness.Isolation;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;

namespace Workbench.Harness.Localisation;

/// <summary>
/// Names the first stage, and in it the first tap, where a candidate leaves its reference. Every stage runs in a process of its own and is fed
/// the reference's input, so that a failure belongs to that stage alone and no crash ends the search.
/// </summary>
public sealed class Localiser(IStageHost host, Reference reference, IStageRunner runner, LocaliseOptions options)
{
    /// <summary>Looks at the stages in pipeline order, then into the first one that fails.</summary>
    public async Task<LocaliseReport> Run(CancellationToken cancellation)
    {
        var results = new List<StageResult>();
        Diagnosis? diagnosis = null;
        foreach (var stage in host.Stages.Where(s => options.Stages.Count == 0 || options.Stages.Contains(s.Id)))
        {
            using var examined = await Examine(stage, cancellation).ConfigureAwait(false);
            results.Add(examined.Result);
            if (examined.Result.Fails && diagnosis is null)
            {
                diagnosis = await new Diagnostician(runner, examined).Run(cancellation).ConfigureAwait(false);
                diagnosis = diagnosis with { Evidence = [.. diagnosis.Evidence, .. InputTexts.Differing(examined.Golden?.InputFile, options.Inputs.GetValueOrDefault(stage.Id), reference.Name)] };
                if (options.Evidence is { } file && diagnosis.Tap is { } tap && examined.Run?.Snapshot is { } got)
                {
                    EvidenceFile.Write(file, got, examined.Expected!, tap);
                }

                if (options.StopAtFirst)
                {
                    break;
                }
            }
        }

        return new(results, diagnosis) { Against = reference.Name };
    }

    private string Others() => reference.Store.Classes().Where(c => c != reference.DeviceClass).ToArray() is { Length: > 0 } others
        ? $"There are some of {string.Join(", ", others)}: --golden-class {others[0]} holds this device against them. "
        : "";

    /// <summary>Runs a stage against each of its goldens until one agrees; keeps the one it comes furthest with.</summary>
    private async Task<Examination> Examine(StageDescription stage, CancellationToken cancellation)
    {
        var goldens = reference.Store.Find(reference.DeviceClass, stage.Id);
        if (goldens.Count == 0)
        {
            return new(new(stage, StageStatus.NoGolden, [], 0, $"no golden of stage {stage.Id} for {reference.DeviceClass} in {reference.Store.Folder}. {Others()}Next: workbench golden record --accept --golden {reference.Store.Folder}"));
        }

        if (reference.Limits(stage.Id) is not { } limits)
        {
            return new(new(stage, StageStatus.Uncalibrated, [], 0, $"{reference.DeviceClass} is not calibrated for stage {stage.Id}. Next: workbench golden calibrate --golden {reference.Store.Folder}"));
        }

        Examination? best = null;
        foreach (var golden in goldens)
        {
            var examined = await Examine(stage, golden, limits, cancellation).ConfigureAwait(false);
            if (best is null || examined.Reached > best.Reached)
            {
                best?.Dispose();
                best = examined;
            }
            else
            {
                examined.Dispose();
            }

            if (!best.Result.Fails)
            {
                break;
            }
        }

        return best!;
    }

    private async Task<Examination> Examine(StageDescription stage, StageGolden golden, TapLimits limits, CancellationToken cancellation)
    {
        if ((options.Inputs.GetValueOrDefault(stage.Id) ?? golden.InputFile) is not { } input)
        {
            return new(new(stage, StageStatus.NoGolden, [], 0, $"the input of stage {stage.Id} is kept outside the store and is not at hand (sha256 {golden.Entry.InputDigest}). Next: workbench golden record --accept --golden {reference.Store.Folder}"));
        }

        var request = new StageRequest { Stage = stage.Id, Variation = options.Variation, Input = input, Reply = "", Extras = StageExtras.For(stage.Id, options.Extras), Storage = options.Storage };
        var expected = golden.Load();
        var run = await runner.Run(request with { Sketches = expected.Plan }, cancellation).ConfigureAwait(false);
        var comparer = new SnapshotComparer(limits, reference.AcrossDevices);
        var taps = run.Snapshot is null ? [] : comparer.Compare(run.Snapshot, expected);
        if (!run.Completed)
        {
            taps = [.. taps.Where(tap => tap.Findings.All(f => f.Kind != FindingKind.Missing))];
        }

        var status = Status(run, taps);
        return new(new(stage, status, taps, run.End.Elapsed.TotalSeconds, Detail(run, status)), run, expected, comparer, golden);
    }

    private static StageStatus Status(StageRun run, IReadOnlyList<TapComparison> taps) => run switch
    {
        { Completed: true, Snapshot: not null } => taps.Any(tap => tap.Outside) ? StageStatus.Outside : StageStatus.Agrees,
        { End.Kind: EndKind.Hung } => StageStatus.Hung,
        { End.Kind: EndKind.TooSlow } => StageStatus.TooSlow,
        { End.Kind: EndKind.KilledForMemory } or { Reply.Outcome: StageOutcome.OutOfMemory } => StageStatus.OutOfMemory,
        { Reply.Outcome: StageOutcome.BadFile } => StageStatus.BadFile,
        { Reply.Outcome: StageOutcome.Threw } => StageStatus.Threw,
        _ => StageStatus.Crashed,
    };

    private static string? Detail(StageRun run, StageStatus status) => status switch
    {
        StageStatus.Agrees or StageStatus.Outside => null,
        _ => run.Reply?.Error ?? run.End.ToString(),
    };
}
