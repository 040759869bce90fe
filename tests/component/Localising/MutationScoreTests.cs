using System.Globalization;
using TorchSharp;
using Workbench.Harness.Comparison;
using Workbench.Harness.Isolation;
using Workbench.Harness.Localisation;
using Workbench.Testing.Faults;
using Workbench.Testing.Hosting;

namespace Workbench.ComponentTests.Localising;

/// <summary>
/// The mutation score of the localiser on the real stages of the tiny model. By default a seeded part; all of it, and the page docs/mutation-score.md,
/// with the variable WORKBENCH_MUTATIONS=full.
/// </summary>
[Trait("Stage", "localise")]
[Collection(LiveTensorCount.Name)] // alone: others change the number of threads, and with it bits
public sealed class MutationScoreTests : IDisposable
{
    private const int Seed = 20261127;

    private static readonly bool Full = Environment.GetEnvironmentVariable("WORKBENCH_MUTATIONS") == "full";

    private static readonly int[] Elsewhere = [1, 3, 4];

    private readonly TinyCases cases = new();
    private readonly Score score;

    public MutationScoreTests()
    {
        var progress = Path.Combine(Path.GetTempPath(), "workbench-mutations.txt"); // for whoever waits
        File.Delete(progress);
        score = new() { Said = line => File.AppendAllText(progress, line + "\n") };
    }

    public void Dispose() => cases.Dispose();

    [Fact]
    public void Every_fault_is_named_and_no_clean_run_raises_an_alarm()
    {
        Silent(Full ? 225 : 30);
        Weights(Full ? 63 : 9);
        Loud(Full ? 60 : 6);
        CleanHere(Full ? 5 : 4);
        CleanApart();

        var page = score.Page(HostName());
        if (Full && score.Alarms.Any() is false)
        {
            File.WriteAllText(Repository.At("docs", "mutation-score.md"), page);
        }

        Assert.True(!score.StageMisses.Any(), page);
        Assert.True(!score.Undecoded.Any(), page);
        Assert.True(!score.Alarms.Any(), page);
        Assert.True(score.TapRate >= 95, page);
        Assert.True(score.Injected >= (Full ? 300 : 45) && score.Clean >= (Full ? 200 : 40), page);
    }

    private void Silent(int count)
    {
        var @case = cases[TinyCases.Plain];
        var draws = new SilentFaults(@case, Seed);
        for (var n = 0; n < count; n++)
        {
            Until(() =>
            {
                var fault = draws.Draw(n);
                return Judge(fault, n, threads => With(threads, () => @case.Localise(new() { StopAtFirst = true, Extras = [$"{fault.Stage}|fault:{fault.Text}"] })));
            });
        }
    }

    private void Weights(int count)
    {
        var draws = new WeightFaults(cases, Seed);
        for (var n = 0; n <= count; n++)
        {
            Until(() =>
            {
                var (@case, folder, fault) = n == count ? draws.Swapped() : draws.Draw(n);
                var judged = Judge(fault, n, threads => With(threads, () => @case.Localise(new() { StopAtFirst = true }, @case.HostOf(folder))));
                Directory.Delete(folder, recursive: true);
                return judged;
            });
        }
    }

    /// <summary>
    /// Takes down what was said of a fault; false where it changed no bit anywhere and was none. Every other fault is judged in an environment that is not the
    /// golden's (another number of threads), where no bits may be expected to be equal and limits have to do.
    /// </summary>
    private bool Judge(Injection fault, int n, Func<int, LocaliseReport> localise)
    {
        var home = torch.get_num_threads();
        var threads = n % 2 == 0 ? home : Elsewhere[n / 2 % Elsewhere.Length];
        var report = localise(threads);
        fault = threads == home ? fault : fault with { Text = $"{fault.Text}, {threads} threads" };
        if (report.FirstFailing is null && Nothing(fault, threads == home ? report : localise(home)))
        {
            score.Nothing++;
            return false;
        }

        var wanted = fault.Kind == "nondeterministic" ? Verdict.NonDeterminism : Verdict.Regression;
        score.Add(fault, loud: false, report.FirstFailing?.Stage.Id, report.Diagnosis?.Tap, report.Diagnosis?.Verdict == wanted);
        return true;
    }

    private static bool Nothing(Injection fault, LocaliseReport report) =>
        report.FirstFailing is null && report.Stages.First(s => s.Stage.Id == fault.Stage).Taps.All(t => t.Verdict == TapVerdict.Identical);

    private static LocaliseReport With(int threads, Func<LocaliseReport> localise)
    {
        var before = torch.get_num_threads();
        torch.set_num_threads(threads);
        try
        {
            return localise();
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    private static void Until(Func<bool> attempt)
    {
        for (var tries = 0; !attempt(); tries++)
        {
            Assert.True(tries < 100, "a hundred draws changed no bit");
        }
    }

    private void Loud(int count)
    {
        var @case = cases[TinyCases.Plain];
        var random = new Random(Seed);
        var limits = TimeLimits.Default with { Stall = TimeSpan.FromSeconds(Full ? 8 : 5) };
        for (var n = 0; n < count; n++)
        {
            var stage = @case.Stages[n % @case.Stages.Count];
            var kind = FaultCatalog.Loud[(n + (n / FaultCatalog.Loud.Count)) % FaultCatalog.Loud.Count];
            var tap = @case.Taps[stage][random.Next(@case.Taps[stage].Count)].Path;
            var place = tap.Contains('#', StringComparison.Ordinal) ? tap : tap + "#0";
            var report = @case.LocaliseApart(new() { Stages = [stage], Extras = [$"{stage}|fault:{kind}@{place}"] }, limits);
            score.Add(new(stage, kind, $"{kind}@{place}", tap), loud: true, report.FirstFailing?.Stage.Id, report.Diagnosis?.Tap, Decoded(kind, report));
        }
    }

    private static bool Decoded(string kind, LocaliseReport report)
    {
        var (verdict, words) = kind switch
        {
            "sigsegv" => (Verdict.Crash, "SIGSEGV"),
            "abort" => (Verdict.Crash, "SIGABRT"),
            "kill" => (Verdict.Crash, "SIGKILL"),
            "hang" => (Verdict.Hang, "hung"),
            "out-of-memory" => (Verdict.OutOfMemory, "memory"),
            _ => (Verdict.Exception, "injected exception"),
        };
        return report.Diagnosis?.Verdict == verdict && report.FirstFailing?.Detail?.Contains(words, StringComparison.Ordinal) == true;
    }

    /// <summary>Threads and attention implementations, in this process.</summary>
    private void CleanHere(int rounds)
    {
        foreach (var name in Full ? TinyCases.Names : [TinyCases.Plain])
        {
            for (var round = 0; round < rounds; round++)
            {
                for (var count = 1; count <= 5; count++)
                {
                    foreach (var variation in new[] { null, "math-attention" })
                    {
                        Clean(name, $"{count} threads{(variation is null ? "" : ", " + variation)}", With(count, () => cases[name].Localise(new() { Variation = variation })));
                    }
                }
            }
        }
    }

    /// <summary>Other vector instructions, in processes of their own.</summary>
    private void CleanApart()
    {
        foreach (var name in Full ? TinyCases.Names : [TinyCases.Plain])
        {
            Clean(name, "no-vectors", cases[name].LocaliseApart(new() { Variation = "no-vectors" }));
            if (Full)
            {
                var host = cases[name].HostOf(cases.ModelFolder, new Dictionary<string, string?> { ["ATEN_CPU_CAPABILITY"] = "avx2", ["ONEDNN_MAX_CPU_ISA"] = "AVX2" });
                Clean(name, "AVX2 only", cases[name].LocaliseApart(new(), host: host));
            }
        }
    }

    private void Clean(string name, string variation, LocaliseReport report) =>
        score.AddClean(name, variation, report.Exit == Harness.HarnessExit.Pass ? null : ReportText.OneLine(report));

    private string HostName() => string.Create(CultureInfo.InvariantCulture, $"{cases[TinyCases.Plain].Host.Provenance(StageNames.VaeDecode, null).Device}, {Environment.ProcessorCount} cores");
}
