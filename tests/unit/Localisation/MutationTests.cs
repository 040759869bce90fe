using Workbench.Harness.Comparison;
using Workbench.Harness.Localisation;
using Workbench.Testing.Faults;

namespace Workbench.UnitTests.Localisation;

/// <summary>The mutation score on the synthetic pipeline: every tap of every stage with several faults.</summary>
[Collection(nameof(SyntheticCase))]
public sealed class MutationTests(SyntheticCase @case)
{
    [Fact]
    public void Faults_at_every_tap_are_named_by_stage_always_and_by_tap_in_ninety_five_of_a_hundred()
    {
        var faults = FaultCatalog.Silent.Except(["bypass"]).ToList();
        int injected = 0, without = 0, stageRight = 0, tapRight = 0, next = 0;
        var wrong = new List<string>();
        foreach (var stage in @case.Host.Stages)
        {
            using var golden = @case.Store.Find(SyntheticCase.Class, stage.Id)[0].Load();
            foreach (var tap in golden.Taps)
            {
                for (var i = 0; i < 3; i++)
                {
                    var place = tap.Path.Contains('#', StringComparison.Ordinal) ? tap.Path : tap.Path + "#0";
                    var fault = $"{faults[next++ % faults.Count]}@{place};seed={next}";
                    var report = @case.Localise(new() { Stages = [stage.Id], Extras = [$"fault:{fault}"] });
                    if (report.Stages[0].Status == StageStatus.Agrees && report.Stages[0].Taps.First(t => t.Path == tap.Path).Verdict == TapVerdict.Identical)
                    {
                        without++; // zeros dropped or transposed, a stale copy of the same values: the fault changed no bit
                        continue;
                    }

                    injected++;
                    stageRight += report.FirstFailing?.Stage.Id == stage.Id ? 1 : 0;
                    tapRight += report.Diagnosis?.Tap == tap.Path ? 1 : 0;
                    if (report.Diagnosis?.Tap != tap.Path)
                    {
                        wrong.Add($"{stage.Id} {fault}: {report.Diagnosis?.Tap ?? "nothing"}");
                    }
                }
            }
        }

        var score = $"{injected} faults ({without} more changed nothing): stage {stageRight}, tap {tapRight}\n{string.Join('\n', wrong)}";
        Assert.True(injected >= 110, score);
        Assert.True(stageRight == injected, score);
        Assert.True(tapRight >= 0.95 * injected, score);
    }
}
