using System.CommandLine;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.TinyModel;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench checkpoint tiny FOLDER</c>: the random model that the default run uses, also with quantised experts; <c>tiny-lipsync FOLDER</c>: that of lip-sync.</summary>
internal sealed class CheckpointCommand : ICommandModule
{
    private readonly Argument<string> folder = new("folder") { Description = "Folder to make; must not exist." };
    private readonly Option<long> seed = new("--seed") { Description = "Another seed gives another model." };
    private readonly Option<string[]> schemes = new("--scheme") { Description = "Also write experts quantised like this (fp8-sgl, gguf-Q4_K_M, ...); may be given several times." };

    public Command Build()
    {
        var tiny = new Command("tiny", "Write a small random model in the folder layout of Wan-AI/Wan2.2-I2V-A14B.") { folder, seed, schemes };
        tiny.RunWithTorch(Write);
        var lipSync = new Command("tiny-lipsync", "Write a small random lip-sync model in the folder layout of MuseTalk's models/.") { folder, seed };
        lipSync.RunWithTorch(WriteLipSync);
        return new Command("checkpoint", "Make checkpoints.") { tiny, lipSync };
    }

    private int WriteLipSync(CommandContext context)
    {
        TinyLipSyncFolder.Write(context.Get(folder)!, context.Get(seed));
        return Report(context, []);
    }

    private int Write(CommandContext context)
    {
        var quantised = (context.Get(schemes) ?? []).Select(Parse).ToList();
        TinyModelFolder.Write(context.Get(folder)!, context.Get(seed), quantised);
        return Report(context, quantised);
    }

    private int Report(CommandContext context, IReadOnlyList<QuantScheme> quantised)
    {
        var path = Path.GetFullPath(context.Get(folder)!);
        if (context.Json)
        {
            context.WriteJson(new { folder = path, seed = context.Get(seed), schemes = quantised.Select(q => q.Name) });
        }
        else
        {
            context.Data.WriteLine(path);
        }

        return ExitCodes.Pass;
    }

    private static QuantScheme Parse(string name) => QuantScheme.TryParse(name, out var scheme, out var reason)
        ? scheme
        : throw new CommandException(ExitCodes.Usage, $"no scheme '{name}': {reason}", "--scheme", string.Join(", ", QuantScheme.Names), name);
}
