using System.CommandLine;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Cli.Localising;
using Workbench.Cli.Notebooks;
using Workbench.Harness.Golden;
using Workbench.Harness.Localisation;
using Workbench.Harness.Stages;
using Workbench.Testing.Hosting;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench localise</c>: the first stage, and the first tensor in it, that is not as it should be.</summary>
internal sealed class LocaliseCommand : ICommandModule
{
    private readonly HostOptions host = new();
    private readonly Option<string?> against = new("--against") { Description = "Hold this run against another one in place of goldens: cpu or cuda[:N], a configuration (.json or a shipped name), or a folder with another libtorch." };
    private readonly Option<string?> goldenClass = new("--golden-class") { Description = "Goldens of this device class (see `workbench golden list`) instead of the device's own, such as another card's of the same dtypes." };
    private readonly Option<string?> variation = new("--variation") { Description = "Run under a legitimate variation (one-thread, N-threads, no-vectors, math-attention, flash-attention, torch-kernels, tf32)." };
    private readonly Option<string[]> inputs = new("--input") { Description = "STAGE=FILE: feed this stage file in place of the golden's input, to find what is wrong with it; may be given several times." };
    private readonly Option<bool> first = new("--first") { Description = "Stop at the first stage that fails." };
    private readonly Option<string?> report = new("--report") { Description = "Static HTML page to write." };

    private readonly Option<string?> repro = new("--repro") { Description = "Folder for the failing operation by itself: inputs, a C# and a Python program, a text for an upstream report." };

    public Command Build()
    {
        var command = new Command("localise", "Name the first stage, and the first tensor in it, that is wrong: against goldens, or against another device, configuration or libtorch.") { against, goldenClass, variation, inputs, first, report, repro };
        host.AddTo(command);
        command.RunWithTorch(Run);
        return command;
    }

    private int Run(CommandContext context)
    {
        using var scratch = new ScratchFolder();
        var candidate = host.Host(context);
        var reference = context.Get(against) is { } other
            ? ReferenceRun.Take(context, host, other, candidate, scratch)
            : context.Get(goldenClass) is { } chosen && chosen != candidate.DeviceClass ? Reference.OtherClass(host.Store(context), chosen)
            : Reference.Goldens(host.Store(context), candidate.DeviceClass);
        var evidence = scratch.At("evidence.safetensors");
        var options = new LocaliseOptions
        {
            Stages = host.Stages(context),
            StopAtFirst = context.Get(first),
            Variation = context.Get(variation),
            Extras = host.Faults(context),
            Inputs = Inputs(context),
            Evidence = context.Get(report) is null ? null : evidence,
        };
        using var progress = new StageProgress(context, candidate.Stages.Count);
        var runner = progress.Watch(new ChildRunner(candidate, host.Limits(context), scratch.At("runs")));
        var found = new Localiser(candidate, reference, runner, options).Run(context.Cancellation).GetAwaiter().GetResult();
        progress.Dispose();
        Print(context, found, reference.Store, candidate.DeviceClass);
        WritePage(context, found, evidence, scratch);
        WriteRepro(context, found, candidate, reference, runner, scratch);
        return (int)found.Exit;
    }

    private Dictionary<string, string> Inputs(CommandContext context)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in context.Get(inputs) ?? [])
        {
            if (text.Split('=', 2) is not [var stage, var file])
            {
                throw new CommandException(ExitCodes.Usage, "an input is not STAGE=FILE", "--input", "for instance 12.high=step.safetensors", text);
            }

            StageNames.Number(stage);
            files[stage] = File.Exists(file) ? Path.GetFullPath(file) : throw new CommandException(ExitCodes.BadFile, "no such stage file", "--input", "a file", file);
        }

        return files;
    }

    private static void Print(CommandContext context, LocaliseReport found, GoldenStore store, string deviceClass)
    {
        if (context.Json)
        {
            context.Data.WriteLine(ReportJson.Write(found));
            return;
        }

        context.Data.Write(ReportText.Table(found));
        if (found.Stages.All(s => s.Status == StageStatus.NoGolden))
        {
            var classes = store.Classes();
            context.Data.WriteLine($"this run is of class {deviceClass}; {store.Folder} holds {(classes.Count == 0 ? "none" : string.Join(", ", classes))}");
            context.Data.WriteLine("next: workbench golden record --accept, on a machine that is known to be right, and workbench golden calibrate there; or workbench localise --against cpu");
        }
    }

    private void WritePage(CommandContext context, LocaliseReport found, string evidence, ScratchFolder scratch)
    {
        if (context.Get(report) is not { } page)
        {
            return;
        }

        var json = scratch.At("report.json");
        File.WriteAllText(json, ReportJson.Write(found));
        InteractiveHost.Run(["localise", json, "--evidence", evidence, "--output", Path.GetFullPath(page)], context.Cancellation);
        context.Log.Note($"report: {Path.GetFullPath(page)}");
    }

    private void WriteRepro(CommandContext context, LocaliseReport found, PipelineHost candidate, Reference reference, IStageRunner runner, ScratchFolder scratch)
    {
        if (context.Get(repro) is not { } folder || found.FirstFailing is not { } failing)
        {
            return;
        }

        var input = scratch.At("repro.input.safetensors");
        File.Copy(reference.Store.Find(reference.DeviceClass, failing.Stage.Id)[0].InputFile!, input);
        var obstacle = ReproFolder.Write(folder, found, candidate, runner, input, context.Cancellation).GetAwaiter().GetResult();
        context.Log.Note(obstacle is null ? $"repro: {Path.GetFullPath(folder)}" : $"no repro: {obstacle}");
    }
}
