using System.CommandLine;
using Workbench.Cli.Hosting;
using Workbench.Cli.Localising;
using Workbench.Harness.Calibration;
using Workbench.Harness.Golden;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;
using Workbench.Testing.Hosting;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench golden record | accept | calibrate | list | show</c>: results that are known to be right, and how far from them right results may be.</summary>
internal sealed class GoldenCommand : ICommandModule
{
    /// <summary>What goldens keep whole: enough to force the steps of tiny models, little enough for git.</summary>
    public static readonly StoragePolicy InGit = new(8 << 10, 256 << 10);

    public Command Build() => new("golden", "Keep results that are known to be right, and measure how far from them right results may be.") { Record(), Accept(), Calibrate(), List(), GoldenShow.Build() };

    private static Command Record()
    {
        var host = new HostOptions();
        var accept = new Option<bool>("--accept") { Description = "Accept what is recorded at once." };
        var beside = new Option<bool>("--beside") { Description = "With --accept: keep the goldens there are, and add these as further right answers." };
        var command = new Command("record", "Run every stage in a process of its own and put its input and what it did beside the goldens; with --stage, only those and what they need.") { accept, beside };
        host.AddTo(command);
        command.RunWithTorch(context =>
        {
            using var scratch = new ScratchFolder();
            var (store, pipeline) = (host.Store(context), host.Host(context));
            var named = host.Stages(context);
            using var progress = new StageProgress(context, named.Count == 0 ? pipeline.Stages.Count : pipeline.Stages.ToList().FindLastIndex(s => named.Contains(s.Id)) + 1);
            var run = new PipelineRun(pipeline, progress.Watch(new ChildRunner(pipeline, host.Limits(context), scratch.At("runs"))), scratch.At("files"));
            var received = new GoldenRecorder(store, run).Record(request => request with { Storage = InGit }, context.Cancellation, named).GetAwaiter().GetResult();
            progress.Dispose();
            if (context.Get(accept))
            {
                store.Accept(pipeline.DeviceClass, received, context.Get(beside));
            }

            Say(context, store, pipeline.DeviceClass, received, context.Get(accept) ? "accepted" : "received", context.Get(accept) ? "workbench golden calibrate" : "workbench golden accept");
            return ExitCodes.Pass;
        });
        return command;
    }

    private static Command Accept()
    {
        var host = new HostOptions();
        var beside = new Option<bool>("--beside") { Description = "Keep the goldens there are, and add these as further right answers." };
        var tests = new Argument<string[]>("tests") { Description = "Snapshots beside tests, as Class.Method or Class, in place of a case's goldens.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("accept", "Make what was recorded the goldens, all or none of it; or what tests received their snapshots.") { tests, beside };
        host.AddTo(command);
        command.RunWithTorch(context =>
        {
            if (context.Get(tests) is { Length: > 0 } names)
            {
                return TestSnapshots.Accept(context, names);
            }

            var (store, deviceClass) = (host.Store(context), host.Host(context).DeviceClass);
            var stages = host.Stages(context) is { Count: > 0 } named ? named : store.Received(deviceClass);
            if (stages.Count == 0)
            {
                throw new GoldenException($"{store.Folder}: nothing was received for {deviceClass}.\nNext: workbench golden record");
            }

            store.Accept(deviceClass, stages, context.Get(beside));
            Say(context, store, deviceClass, stages, "accepted", "workbench golden calibrate");
            return ExitCodes.Pass;
        });
        return command;
    }

    private static Command Calibrate()
    {
        var host = new HostOptions();
        var runs = new Option<int>("--runs") { Description = "Runs of each variation; two show whether it repeats itself.", DefaultValueFactory = _ => 2 };
        var oracle = new Option<string>("--oracle") { Description = "What the variations are held against: float64, or float32 where that does not fit.", DefaultValueFactory = _ => StageVariation.Float64 };
        var command = new Command("calibrate", "Measure the limits: every legitimate variation of each stage against its oracle in fp64.") { runs, oracle };
        host.AddTo(command);
        command.RunWithTorch(context =>
        {
            using var scratch = new ScratchFolder();
            var (store, pipeline) = (host.Store(context), host.Host(context, oracle: context.Get(oracle)!));
            var stages = host.Stages(context) is { Count: > 0 } named ? named : [.. pipeline.Stages.Select(s => s.Id)];
            using var progress = new StageProgress(context, stages.Count);
            var runner = progress.Watch(new ChildRunner(pipeline, host.Limits(context), scratch.At("runs")));
            new CaseCalibration(store, pipeline.DeviceClass, pipeline, runner).Run(stages, context.Get(runs), DateOnly.FromDateTime(DateTime.UtcNow), context.Cancellation).GetAwaiter().GetResult();
            progress.Dispose();
            Say(context, store, pipeline.DeviceClass, stages, "calibrated", "workbench localise");
            return ExitCodes.Pass;
        });
        return command;
    }

    private static Command List()
    {
        var host = new HostOptions();
        var command = new Command("list", "List the goldens of a case: device classes, stages, tensors, calibration, what waits to be accepted.");
        host.AddTo(command);
        command.RunWithTorch(context =>
        {
            var rows = GoldenRow.Of(host.Store(context));
            if (context.Json)
            {
                context.WriteJson(rows);
            }
            else
            {
                context.Data.Write(GoldenRow.Table(rows));
            }

            return rows.Count > 0 ? ExitCodes.Pass : ExitCodes.MissingGolden;
        });
        return command;
    }

    private static void Say(CommandContext context, GoldenStore store, string deviceClass, IReadOnlyList<string> stages, string verb, string next)
    {
        if (context.Json)
        {
            context.WriteJson(new { folder = Path.GetFullPath(store.Folder), deviceClass, stages, done = verb });
            return;
        }

        context.Data.WriteLine($"{verb} {string.Join(", ", stages)} for {deviceClass} in {store.Folder}");
        context.Data.WriteLine($"next: {next}");
    }
}
