using System.CommandLine;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Harness.Golden;
using Workbench.Harness.Grafting;
using Workbench.Harness.Localisation;
using Workbench.Harness.Stages;
using Workbench.Testing.Hosting;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench graft --at TAP</c>: does the output heal when the reference's tensor is put in there?</summary>
internal sealed class GraftCommand : ICommandModule
{
    private readonly HostOptions host = new();
    private readonly Option<string> at = new("--at") { Description = "STAGE/TAP, such as 12.high/dit.high/blocks.03/self_attn/q.", Required = true };
    private readonly Option<string?> from = new("--from") { Description = "FILE.safetensors[:TENSOR] to put in; by default the golden's own tensor." };

    public Command Build()
    {
        var command = new Command("graft", "Run the pipeline with a reference tensor put in at one tap, and say whether the outputs heal.") { at, from };
        host.AddTo(command);
        command.RunWithTorch(Run);
        return command;
    }

    private int Run(CommandContext context)
    {
        using var scratch = new ScratchFolder();
        var (stage, tap) = Place(context.Get(at)!);
        var (store, pipeline) = (host.Store(context), host.Host(context));
        var reference = Reference.Goldens(store, pipeline.DeviceClass);
        var golden = store.Find(pipeline.DeviceClass, stage).FirstOrDefault()
            ?? throw new GoldenException($"{store.Folder}: no golden of stage {stage} for {pipeline.DeviceClass}.\nNext: workbench golden record --accept");
        var graft = context.Get(from) is { } file ? Named(file, tap) : GraftTrial.FromReference(golden, tap, Folder(scratch.At("graft")));
        var trial = new GraftTrial(pipeline, reference, new(pipeline, new ChildRunner(pipeline, host.Limits(context), scratch.At("runs")), scratch.At("files")));
        var result = trial.Run(stage, graft, host.Faults(context), context.Cancellation).GetAwaiter().GetResult();
        if (context.Json)
        {
            context.WriteJson(new
            {
                at = context.Get(at),
                verdict = result.Verdict.ToString(),
                result.Detail,
                outputs = result.Outputs.Select(o => new { output = o.Output, before = o.Before.Error, after = o.After.Error, limit = o.After.Limit.Relative }),
            });
        }
        else
        {
            context.Data.WriteLine(result.ToString());
        }

        return result.Verdict switch
        {
            GraftVerdict.Heals or GraftVerdict.NothingToHeal => ExitCodes.Pass,
            GraftVerdict.NotDone => ExitCodes.BadFile,
            _ => ExitCodes.Regression,
        };
    }

    private static (string Stage, string Tap) Place(string text)
    {
        var stage = StageNames.All.Append(StageNames.Speech).Select(s => s.Id).FirstOrDefault(id => text.StartsWith(id + "/", StringComparison.Ordinal))
            ?? throw new CommandException(ExitCodes.Usage, "no stage in this place", "--at", $"STAGE/TAP with a stage of {string.Join(", ", StageNames.All.Select(s => s.Id))}", text);
        return (stage, text[(stage.Length + 1)..]);
    }

    private static GraftRequest Named(string file, string tap)
    {
        var end = file.LastIndexOf(".safetensors:", StringComparison.Ordinal);
        return end < 0 ? new(tap, file, tap) : new(tap, file[..(end + ".safetensors".Length)], file[(end + ".safetensors:".Length)..]);
    }

    private static string Folder(string path) => Directory.CreateDirectory(path).FullName;
}
