using System.CommandLine;
using Workbench.Cli.Hosting;
using Workbench.Cli.Output;
using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Stages;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench stage run N</c>: one stage in a process of its own, from file to file.</summary>
internal sealed class StageCommand : ICommandModule
{
    private readonly ModelOptions model = new();
    private readonly Argument<int> stage = new("stage") { Description = "10 text encode, 11 image encode, 12 DIT step, 13 VAE decode, 20 lip-sync (--model is then a folder laid out as MuseTalk's models/)." };
    private readonly Option<string> input = new("--input") { Description = "Stage file with the inputs (docs/stage-files.md).", Required = true };
    private readonly Option<string> output = new("--output") { Description = "Stage file to write.", Required = true };

    public Command Build()
    {
        var run = new Command("run", "Run one stage from file to file, loading only its weights.") { stage, input, output };
        model.AddTo(run);
        run.RunWithTorch(Run);
        return new Command("stage", "Work with single stages.") { run, StageChildCommand.Build() };
    }

    private int Run(CommandContext context)
    {
        using var scope = NewDisposeScope();
        using var data = StageData.Load(context.Get(input)!);
        using var result = context.Get(stage) == LipSyncStage.Number
            ? LipSync(context, data)
            : StageRunner.Run(model.Loader(context), context.Get(stage), data, TapLog.For(context.Log, ""), context.Cancellation);
        result.Save(context.Get(output)!);
        if (context.Json)
        {
            context.WriteJson(new { output = Path.GetFullPath(context.Get(output)!), tensors = result.Tensors.Select(t => new { name = t.Key, dtype = t.Value.dtype.ToString(), shape = t.Value.shape }) });
            return ExitCodes.Pass;
        }

        foreach (var (name, tensor) in result.Tensors)
        {
            context.Data.WriteLine($"{name}  {TapLog.Describe(tensor)}");
        }

        return ExitCodes.Pass;
    }

    private StageData LipSync(CommandContext context, StageData input)
    {
        var version = LipSyncStageSettings.VersionOf(input.Metadata);
        var paths = LipSyncPaths.Under(model.Folder(context) ?? DefaultModel.LipSyncFolder(), version1: version != LipSyncVersion.V15);
        using var models = LipSyncLoader.Load(paths, model.Device(context), model.Dtype(context) ?? ScalarType.Float32);
        return new LipSyncStage(models, LipSyncOptions.Of(version)).Run(input, TapLog.For(context.Log, LipSyncStage.Id), context.Cancellation);
    }
}
