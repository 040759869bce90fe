using Workbench.Harness.Comparison;
using Workbench.Harness.Golden;
using Workbench.Harness.Localisation;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Harness.Grafting;

/// <summary>Runs the pipeline as it is, then once more from one stage on with a reference tensor put in at one of its taps, and says whether the outputs heal.</summary>
public sealed class GraftTrial(IStageHost host, Reference reference, PipelineRun pipeline)
{
    /// <summary>Puts the tensor in.</summary>
    /// <param name="stage">Stage whose tap it is.</param>
    /// <param name="graft">Tap, file and tensor; <see cref="FromReference"/> takes the reference's own.</param>
    /// <param name="extras">Further sinks in both runs (injected faults).</param>
    /// <param name="cancellation">Ends the children.</param>
    public async Task<GraftResult> Run(string stage, GraftRequest graft, IReadOnlyList<string> extras, CancellationToken cancellation)
    {
        var before = await Outputs(null, request => request with { Extras = StageExtras.For(request.Stage, extras) }, cancellation).ConfigureAwait(false);
        if (before.Problem is not null)
        {
            return new(GraftVerdict.NotDone, graft.Tap, [], before.Problem);
        }

        var after = await Outputs(stage, request => request with { Extras = StageExtras.For(request.Stage, extras), Grafts = request.Stage == stage ? [graft] : [] }, cancellation).ConfigureAwait(false);
        if (after.Problem is not null)
        {
            return new(GraftVerdict.NotDone, graft.Tap, [], after.Problem);
        }

        var first = host.Stages.ToList().FindIndex(s => s.Id == stage);
        var later = host.Stages.Skip(first).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var pairs = before.Taps.Join(after.Taps, b => (b.Stage, b.Tap.Path), a => (a.Stage, a.Tap.Path), (b, a) => (b.Stage, Before: b.Tap, After: a.Tap)).Where(p => later.Contains(p.Stage)).ToList();
        return pairs.Count == 0
            ? new(GraftVerdict.NotDone, graft.Tap, [], $"no outputs of stage {stage} or later ones in the reference")
            : new(Judge([.. pairs.Select(p => (p.Before, p.After))]), graft.Tap, [.. pairs.Select(p => ($"{p.Stage} {p.Before.Path}", p.Before, p.After))]);
    }

    private async Task<(List<(string Stage, TapComparison Tap)> Taps, string? Problem)> Outputs(string? first, Func<StageRequest, StageRequest> shape, CancellationToken cancellation)
    {
        var taps = new List<(string, TapComparison)>();
        string? problem = null;
        await pipeline.Run(shape, Seen, cancellation, first).ConfigureAwait(false);
        return (taps, problem);

        void Seen(StageRun run)
        {
            if (run is not { Completed: true, Snapshot: { } got })
            {
                problem ??= $"stage {run.Request.Stage}: {run.Reply?.Error ?? run.End.ToString()} ({run.End.Mark})";
                return;
            }

            if (run.Request.Grafts.FirstOrDefault(g => got.Find(g.Tap) is null) is { } absent)
            {
                problem ??= $"stage {run.Request.Stage} has no tap '{absent.Tap}'; it has {got.Taps.Count}, from {got.Taps[0].Path} to {got.Taps[^1].Path}";
                return;
            }

            if (reference.Store.Find(reference.DeviceClass, run.Request.Stage) is [var golden, ..] && reference.Limits(run.Request.Stage) is { } limits)
            {
                using var expected = golden.Load();
                taps.AddRange(new SnapshotComparer(limits, reference.AcrossDevices).Compare(got, expected)
                    .Where(tap => tap.Path.StartsWith("output/", StringComparison.Ordinal)).Select(tap => (run.Request.Stage, tap)));
            }
        }
    }

    private static GraftVerdict Judge(IReadOnlyList<(TapComparison Before, TapComparison After)> pairs)
    {
        if (!pairs.Any(p => p.Before.Outside))
        {
            return GraftVerdict.NothingToHeal;
        }

        if (!pairs.Any(p => p.After.Outside))
        {
            return GraftVerdict.Heals;
        }

        var sick = pairs.Where(p => p.Before.Outside).ToList();
        return sick.All(p => p.After.Error <= p.Before.Error / 2) ? GraftVerdict.Helps : GraftVerdict.NoEffect;
    }

    /// <summary>The reference's own tensor of a tap as a graft.</summary>
    /// <exception cref="GoldenException">The reference has no such tap, or holds only a sketch of it.</exception>
    public static GraftRequest FromReference(StageGolden golden, string tap, string folder)
    {
        using var snapshot = golden.Load();
        if (snapshot.Find(tap) is null)
        {
            throw new GoldenException($"the golden of stage {snapshot.Stage} has no tap '{tap}'; it has {snapshot.Taps.Count}, from {snapshot.Taps[0].Path} to {snapshot.Taps[^1].Path}.\nNext: workbench golden show --stage {snapshot.Stage}");
        }

        var whole = snapshot.Whole(tap) ?? throw new GoldenException($"the golden of stage {snapshot.Stage} does not hold {tap} whole; give a file with --from");
        var file = Path.Combine(folder, "graft.safetensors");
        SafetensorsWriter.Write(file, [new(tap, whole)]);
        return new(tap, file, tap);
    }
}
