using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Workbench.ComponentTests.Localising;

/// <summary>What was injected and what was said of it; and what clean runs were said to be.</summary>
internal sealed class Score
{
    private readonly List<(Injection Injected, bool Loud, string? Stage, string? Tap, bool Decoded)> faults = [];
    private readonly List<(string Configuration, string Variation, string? Alarm)> clean = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>Draws that changed no bit, and so were no faults.</summary>
    public int Nothing { get; set; }

    /// <summary>Told of every result at once, for whoever waits.</summary>
    public Action<string>? Said { get; init; }

    public IEnumerable<string> StageMisses => faults.Where(f => f.Stage != f.Injected.Stage).Select(Line);

    public IEnumerable<string> TapMisses => faults.Where(f => f.Tap != f.Injected.Tap).Select(Line);

    public IEnumerable<string> Undecoded => faults.Where(f => !f.Decoded).Select(Line);

    public IEnumerable<string> Alarms => clean.Where(c => c.Alarm is not null).Select(c => $"{c.Configuration}, {c.Variation}: {c.Alarm}");

    public int Injected => faults.Count;

    public int Clean => clean.Count;

    public int Loud => faults.Count(f => f.Loud);

    /// <summary>Taps named right, of a hundred.</summary>
    public double TapRate => 100.0 * faults.Count(f => f.Tap == f.Injected.Tap) / Math.Max(1, faults.Count);

    public void Add(Injection injected, bool loud, string? stage, string? tap, bool decoded)
    {
        faults.Add((injected, loud, stage, tap, decoded));
        Said?.Invoke($"{clock.Elapsed.TotalSeconds:F0} s {Line(faults[^1])} {(tap == injected.Tap && stage == injected.Stage && decoded ? "" : "MISS")}");
    }

    public void AddClean(string configuration, string variation, string? alarm)
    {
        clean.Add((configuration, variation, alarm));
        Said?.Invoke($"{clock.Elapsed.TotalSeconds:F0} s clean {configuration}, {variation}: {alarm ?? "no alarm"}");
    }

    /// <summary>The page.</summary>
    public string Page(string device)
    {
        var text = new StringBuilder("# Mutation score\n\nWritten by `WORKBENCH_MUTATIONS=full dotnet test tests/component --filter FullyQualifiedName~MutationScoreTests`; CI runs a seeded part of it.\n");
        text.Append(CultureInfo.InvariantCulture, $"The tiny model at 5 frames of 32x48, all five stages. {DateTime.UtcNow:yyyy-MM-dd}, {device}, {clock.Elapsed.TotalMinutes:F0} minutes.\n\n");
        text.Append("Silent faults strike at a tap (inputs, outputs, inside blocks), or in a weight file of a doctored model folder; loud ones end or stop a child process.\nThe right tap is the first that the fault touches. Draws that change no bit are no faults and are drawn again");
        text.Append(CultureInfo.InvariantCulture, $" ({Nothing} here).\n\n");
        text.Append("| | of | right |\n|--|--:|--:|\n");
        text.Append(CultureInfo.InvariantCulture, $"| stage | {Injected} | {Injected - StageMisses.Count()} |\n| tap | {Injected} | {Injected - TapMisses.Count()} ({TapRate:F1} %) |\n");
        text.Append(CultureInfo.InvariantCulture, $"| crash, hang, memory, exception decoded | {Loud} | {faults.Count(f => f.Loud && f.Decoded)} |\n| non-determinism and other verdicts | {Injected - Loud} | {faults.Count(f => !f.Loud && f.Decoded)} |\n| clean runs without alarm | {Clean} | {Clean - Alarms.Count()} |\n\n");
        Table(text, "stage", faults.GroupBy(f => f.Injected.Stage));
        Table(text, "fault", faults.GroupBy(f => f.Injected.Kind).OrderBy(g => g.Key, StringComparer.Ordinal));
        List(text, "Misses", StageMisses.Concat(TapMisses).Concat(Undecoded).Distinct());
        text.Append("## Clean runs\n\nEach is all five stages (of quantised experts: stage 12).\n\n| configuration | variation | runs | alarms |\n|--|--|--:|--:|\n");
        foreach (var group in clean.GroupBy(c => (c.Configuration, c.Variation)))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key.Configuration} | {group.Key.Variation} | {group.Count()} | {group.Count(c => c.Alarm is not null)} |\n");
        }

        List(text.Append('\n'), "False alarms", Alarms);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Table(StringBuilder text, string title, IEnumerable<IGrouping<string, (Injection Injected, bool Loud, string? Stage, string? Tap, bool Decoded)>> groups)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {title} | injected | stage right | tap right | verdict right |\n|--|--:|--:|--:|--:|\n");
        foreach (var group in groups)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} | {group.Count(f => f.Stage == f.Injected.Stage)} | {group.Count(f => f.Tap == f.Injected.Tap)} | {group.Count(f => f.Decoded)} |\n");
        }

        text.Append('\n');
    }

    private static void List(StringBuilder text, string title, IEnumerable<string> lines)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n");
        var all = lines.ToList();
        text.Append(all.Count == 0 ? "None.\n\n" : string.Join('\n', all.Select(l => $"- `{l}`")) + "\n\n");
    }

    private static string Line((Injection Injected, bool Loud, string? Stage, string? Tap, bool Decoded) fault) =>
        $"{fault.Injected.Stage} {fault.Injected.Text} (at {fault.Injected.Tap}): {fault.Stage ?? "no stage"} {fault.Tap ?? "no tap"}{(fault.Decoded ? "" : ", another verdict")}";
}
