using System.CommandLine;
using System.Globalization;
using System.Text;
using Workbench.Cli.Hosting;
using Workbench.Harness.Calibration;
using Workbench.Harness.Comparison;
using Workbench.Harness.Golden;
using Workbench.Harness.Listening;
using Workbench.Harness.Snapshots;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench golden show</c>: what goldens hold, tap by tap, with the limits and the run that each limit comes from.</summary>
internal static class GoldenShow
{
    public static Command Build()
    {
        var host = new HostOptions();
        var taps = new Option<string>("--taps") { Description = "Globs over taps, such as 'dit.high/blocks.*/self_attn/**'.", DefaultValueFactory = _ => "" };
        var of = new Option<string?>("--class") { Description = "Device class; by default every one." };
        var command = new Command("show", "Show what goldens hold, tap by tap: shape, statistics, limit and where the limit comes from.") { taps, of };
        host.AddTo(command);
        command.RunWithTorch(context =>
        {
            var store = host.Store(context);
            var filter = new TapFilter(context.Get(taps)!);
            var shown = store.Classes().Where(c => context.Get(of) is not { } named || c == named)
                .SelectMany(c => store.Stages(c).Where(s => host.Stages(context) is var some && (some.Count == 0 || some.Contains(s))).SelectMany(s => Entries(store, c, s))).ToList();
            if (context.Json)
            {
                context.WriteJson(shown.Select(g => new { g.DeviceClass, stage = g.Snapshot.Stage, g.Snapshot.Provenance, taps = g.Snapshot.Taps.Where(t => filter.Matches(t.Path)).Select(t => new { tap = t, limit = g.Limits?[t.Path] }) }));
            }

            foreach (var golden in shown)
            {
                if (!context.Json)
                {
                    context.Data.Write(Text(golden, filter));
                }

                golden.Snapshot.Dispose();
            }

            return shown.Count > 0 ? ExitCodes.Pass : ExitCodes.MissingGolden;
        });
        return command;
    }

    private static IEnumerable<Golden> Entries(GoldenStore store, string deviceClass, string stage)
    {
        var limits = CalibrationFile.Load(store, deviceClass).Limits(stage);
        return store.Find(deviceClass, stage).Select(golden => new Golden(deviceClass, golden.Load(), limits));
    }

    private static string Text(Golden golden, TapFilter filter)
    {
        var (snapshot, from) = (golden.Snapshot, golden.Snapshot.Provenance);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{snapshot.Stage} {snapshot.Title}, {golden.DeviceClass}: {snapshot.Taps.Count} taps\n");
        text.Append(CultureInfo.InvariantCulture, $"  {from.Device}, libtorch {from.LibTorch}, {from.Threads} threads, checkpoint {from.Checkpoint}, code {from.Code}\n  {from.DtypePlan}{(from.Patches.Count > 0 ? "; patches " + string.Join(", ", from.Patches) : "")}\n");
        foreach (var tap in snapshot.Taps.Where(t => filter.Matches(t.Path)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{tap.Path}  {SnapshotText.Line(tap)}");
            text.Append(golden.Limits?[tap.Path] is { } limit ? $"  limit {FailureText.Number(limit.Relative)}, element {FailureText.Number(limit.Element)}: {limit.Origin}\n" : "  not calibrated\n");
        }

        return text.Append('\n').ToString();
    }

    private sealed record Golden(string DeviceClass, StageSnapshot Snapshot, TapLimits? Limits);
}
