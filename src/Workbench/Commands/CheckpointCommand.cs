using System.CommandLine;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.TinyModel;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench checkpoint tiny FOLDER</c>: the random model that the default run uses.</summary>
internal sealed class CheckpointCommand : ICommandModule
{
    public Command Build()
    {
        var folder = new Argument<string>("folder") { Description = "Folder to make; must not exist." };
        var seed = new Option<long>("--seed") { Description = "Another seed gives another model." };
        var tiny = new Command("tiny", "Write a small random model in the folder layout of Wan-AI/Wan2.2-I2V-A14B.") { folder, seed };
        tiny.RunWithTorch(context =>
        {
            TinyModelFolder.Write(context.Get(folder)!, context.Get(seed));
            if (context.Json)
            {
                context.WriteJson(new { folder = Path.GetFullPath(context.Get(folder)!), seed = context.Get(seed) });
            }
            else
            {
                context.Data.WriteLine(Path.GetFullPath(context.Get(folder)!));
            }

            return ExitCodes.Pass;
        });
        return new Command("checkpoint", "Make checkpoints.") { tiny };
    }
}
