using Workbench.Harness.Comparison;
using Workbench.Harness.Isolation;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;

namespace Workbench.Harness.Localisation;

/// <summary>Looks into a stage that fails: repeats it, forces it step by step through the reference's tensors, and names the place.</summary>
internal sealed class Diagnostician(IStageRunner runner, Examination examined)
{
    private readonly StageResult result = examined.Result;
    private readonly StageRun first = examined.Run!;
    private readonly StageSnapshot expected = examined.Expected!;
    private readonly SnapshotComparer comparer = examined.Comparer!;

    public Task<Diagnosis> Run(CancellationToken cancellation) => result.Status switch
    {
        StageStatus.Outside => Values(cancellation),
        StageStatus.Threw when result.FirstOutside is not null => Task.FromResult(ThrewAfter()),
        _ => Died(cancellation),
    };

    /// <summary>The stage runs through and gives other numbers.</summary>
    private async Task<Diagnosis> Values(CancellationToken cancellation)
    {
        using var again = await runner.Run(first.Request, cancellation).ConfigureAwait(false);
        if (Wandering(again) is { } wandering)
        {
            return wandering;
        }

        var sameBits = SameEnvironment && again.Snapshot!.Taps.Select(t => t.Digest).SequenceEqual(first.Snapshot!.Taps.Select(t => t.Digest), StringComparer.Ordinal);
        var origin = Origin.Of(result.Taps, sameBits)!;
        var evidence = new List<string> { sameBits ? "the same input gave the same bits twice" : "two runs on the same input differ by less than the limits, if at all" };
        if (expected.WholeTensors.Count * 2 < expected.Taps.Count)
        {
            return Unforced(origin, evidence); // too few steps can be forced: errors would run on through the others
        }

        using var forced = await runner.Run(first.Request with { Teacher = TeacherName() }, cancellation).ConfigureAwait(false);
        return forced.Snapshot is null ? Unforced(origin, evidence) : Forced(origin, comparer.Compare(forced.Snapshot, expected), sameBits, evidence);
    }

    private bool SameEnvironment => first.Snapshot!.Provenance.SameEnvironment(expected.Provenance);

    /// <summary>Non-determinism: two runs on the same input are further apart than the limits allow.</summary>
    private Diagnosis? Wandering(StageRun again)
    {
        if (again.Snapshot is null)
        {
            return new(Verdict.NonDeterminism, null, "somewhere", null, [$"the second run on the same input did not complete: {again.Reply?.Error ?? again.End.ToString()} {again.End.Mark}"]);
        }

        var apart = comparer.Compare(again.Snapshot, first.Snapshot!);
        var tap = Origin.Of(apart, sameEnvironment: true);
        return tap is null ? null : Named(Verdict.NonDeterminism, result.Taps.First(t => t.Path == tap.Path),
            [$"two runs on the same input are {FailureText.Number(tap.Error)} apart there, and the same before"]);
    }

    /// <summary>With the reference's tensors put in after each tap, every tap shows the error of its own step.</summary>
    private Diagnosis Forced(TapComparison origin, IReadOnlyList<TapComparison> local, bool sameBits, List<string> evidence)
    {
        var changed = local.Where(tap => tap.Verdict != TapVerdict.Identical).ToList();
        if (sameBits && changed.Count > 0 && changed.Count <= Math.Max(1, local.Count / 10))
        {
            return Named(Verdict.Regression, result.Taps.First(tap => tap.Path == changed[0].Path),
                [.. evidence, $"fed the reference's tensors, {local.Count - changed.Count} of {local.Count} steps give the reference's bits; this one is off by {FailureText.Number(changed[0].Error)}"]);
        }

        var wrong = local.Where(tap => tap.Outside).ToList();
        if (wrong.Count == 0)
        {
            return Named(Verdict.Rounding, origin, [.. evidence, "with the reference's tensors put in after each tap, every step is inside its limit: the error only adds up"]);
        }

        if (Everywhere(wrong, local.Count))
        {
            return Named(Verdict.Rounding, origin, [.. evidence, $"{wrong.Count} of {local.Count} steps are off by about the same ({FailureText.Number(wrong[0].Error)}): a coarser precision throughout, no single step"]);
        }

        // The free run says where numbers first go astray; if that step by itself is innocent, the first guilty one is meant.
        var step = local.First(tap => tap.Path == origin.Path);
        var guilty = step.Suspect ? step : wrong[0];
        return Named(Verdict.Regression, result.Taps.First(tap => tap.Path == guilty.Path),
            [.. evidence, $"fed the reference's tensors, this step alone is off by {FailureText.Number(guilty.Error)}; {wrong.Count} of {local.Count} steps are outside their limits"]);
    }

    /// <summary>Whether most steps are wrong by a like, small amount.</summary>
    private static bool Everywhere(List<TapComparison> wrong, int count)
    {
        var errors = wrong.Select(tap => tap.Error).Where(double.IsFinite).Order().ToList();
        return errors.Count == wrong.Count && wrong.Count > count / 2 && errors[^1] < 0.05 && errors[^1] <= 16 * errors[errors.Count / 2]
            && wrong.All(tap => tap.Findings.All(f => f.Kind is FindingKind.Value or FindingKind.Element or FindingKind.Layout or FindingKind.Pinned));
    }

    /// <summary>Without whole reference tensors only the growth of the error can tell: a wrong step jumps, rounding creeps.</summary>
    private Diagnosis Unforced(TapComparison origin, List<string> evidence)
    {
        var worst = result.Taps.Where(tap => tap.Outside).Max(tap => tap.Error / tap.Limit.Relative);
        return worst < 3 && result.Taps.All(tap => tap.Findings.All(f => f.Kind is FindingKind.Value or FindingKind.Layout or FindingKind.Pinned))
            ? Named(Verdict.Rounding, origin, [.. evidence, $"nothing is more than {FailureText.Number(worst)} times its limit off, and the reference holds too few whole tensors to force the steps with"])
            : Named(Verdict.Regression, origin, [.. evidence, "the error jumps there; the reference holds too few whole tensors to force the steps with"]);
    }

    /// <summary>It threw, but something was wrong before that: a dtype at a seam, say, which the next operator refused.</summary>
    private Diagnosis ThrewAfter() => Named(Verdict.Regression, Origin.Of(result.Taps, SameEnvironment)!, [$"the stage then threw {WithoutFrames(result.Detail!)} {first.End.Mark}"]);

    /// <summary>The stage did not run through. Once more, waiting for the device at every mark, so that the place is exact.</summary>
    private async Task<Diagnosis> Died(CancellationToken cancellation)
    {
        using var again = await runner.Run(first.Request with { Synchronise = true }, cancellation).ConfigureAwait(false);
        var (verdict, end) = (VerdictOf(result.Status), again.Completed ? first.End : again.End);
        var evidence = new List<string> { $"{WithoutFrames(result.Detail!)} {end.Mark}" };
        evidence.Add(again.Completed ? "it did not happen again when the device was waited for at every step: a race, or chance" : "it happened again on the same input");
        if (LastLine(end.Errors) is { } line)
        {
            evidence.Add("stderr ends with: " + line);
        }

        var tap = end.Mark.Phase switch
        {
            MarkerPhase.AtTap => end.Mark.Path,
            MarkerPhase.AfterTap => After(end.Mark.Path),
            MarkerPhase.Launching => After(end.Mark.Last),
            _ => null,
        };
        var place = end.Mark.Phase == MarkerPhase.AfterTap && tap is not null ? $"while computing {tap} ({end.Mark})" : end.Mark.ToString();
        return new(verdict, tap, place, null, evidence);
    }

    /// <summary>The tap that passes next in the reference: what was being computed.</summary>
    private string? After(string? last)
    {
        var at = last is null ? -1 : expected.Taps.ToList().FindIndex(tap => tap.Path == last);
        return (at >= 0 || last is null) && at + 1 < expected.Taps.Count ? expected.Taps[at + 1].Path : last;
    }

    private static Verdict VerdictOf(StageStatus status) => status switch
    {
        StageStatus.Hung => Verdict.Hang,
        StageStatus.TooSlow => Verdict.Slow,
        StageStatus.OutOfMemory => Verdict.OutOfMemory,
        StageStatus.BadFile => Verdict.BadFile,
        StageStatus.Threw => Verdict.Exception,
        _ => Verdict.Crash,
    };

    private static Diagnosis Named(Verdict verdict, TapComparison tap, IReadOnlyList<string> evidence) => new(verdict, tap.Path, tap.Path, tap, evidence);

    /// <summary>libtorch's messages end with its own stack; the JSON report keeps that.</summary>
    private static string WithoutFrames(string text) => string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("frame #", StringComparison.Ordinal))).Trim();

    private static string? LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();

    private string TeacherName()
    {
        // The runner takes names without extension; manifest and data of a golden share all but that.
        var name = Path.Combine(Path.GetDirectoryName(first.Request.Reply)!, result.Stage.Id + ".teacher");
        SnapshotFile.Save(expected, name);
        return name;
    }
}
