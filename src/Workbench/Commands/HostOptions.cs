using System.CommandLine;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Cli.Localising;
using Workbench.Harness.Golden;
using Workbench.Harness.Isolation;
using Workbench.Pipeline.TinyModel;
using Workbench.Testing.Hosting;

namespace Workbench.Cli.Commands;

/// <summary>The options of every command that runs stages in processes of their own and holds them against goldens.</summary>
internal sealed class HostOptions
{
    private const string Folder = "golden", Default = "default", FaultVariable = "WORKBENCH_FAULT";

    private readonly ModelOptions model = new();
    private readonly Option<string> golden = new("--golden", "-g") { Description = "A case: its name under golden/, or a folder.", DefaultValueFactory = _ => Default };
    private readonly Option<string[]> stages = new("--stage") { Description = "Only this stage (10, 11, 12.high, 12.low, 13, 20); may be given several times." };
    private readonly Option<int> stall = new("--stall") { Description = "Seconds without a sign of life before a stage counts as hanging.", DefaultValueFactory = _ => 120 };
    private readonly Option<string[]> faults = new("--fault") { Description = "Let something go wrong, as [STAGE|]fault:KIND@TAP[;seed=N]; to see what the harness makes of it.", Hidden = true };

    private readonly Option<string?> speech = new("--lipsync-model") { Description = "Folder laid out as MuseTalk's models/: stage 20 is looked at too. tiny: a small random one." };

    public ModelOptions Model => model;

    public void AddTo(Command command)
    {
        model.AddTo(command);
        foreach (var option in new Option[] { golden, stages, stall, speech, faults })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Stages asked for; empty for all.</summary>
    public IReadOnlyList<string> Stages(CommandContext context)
    {
        foreach (var stage in context.Get(stages) ?? [])
        {
            StageNames.Number(stage);
        }

        return context.Get(stages) ?? [];
    }

    /// <summary>Faults to put in, as text: those of the command line and, so that a script need not change it, of a variable (several with blanks between).</summary>
    public IReadOnlyList<string> Faults(CommandContext context)
    {
        var named = Environment.GetEnvironmentVariable(FaultVariable)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (named.Length > 0)
        {
            context.Log.Note($"note: {FaultVariable} puts in {string.Join(" ", named)}");
        }

        return [.. context.Get(faults) ?? [], .. named];
    }

    /// <summary>How long children may take.</summary>
    public TimeLimits Limits(CommandContext context) => TimeLimits.Default with { Stall = TimeSpan.FromSeconds(context.Get(stall)) };

    /// <summary>The goldens asked for.</summary>
    public GoldenStore Store(CommandContext context) => new(CaseFolder(context.Get(golden)!));

    /// <summary>The host of the command line.</summary>
    /// <param name="context">The command line.</param>
    /// <param name="onDevice">Device instead of the one given.</param>
    /// <param name="configuration">Configuration instead of the one given.</param>
    /// <param name="environment">Variables of the children.</param>
    /// <param name="oracle">Variation that calibration holds the others against.</param>
    public PipelineHost Host(
        CommandContext context, string? onDevice = null, string? configuration = null, IReadOnlyDictionary<string, string?>? environment = null, string oracle = StageVariation.Float64)
    {
        var loader = model.Loader(context, onDevice, configuration);
        var named = context.Get(speech);
        var folder = named == ModelOptions.Tiny ? DefaultModel.LipSyncFolder() : named;
        IReadOnlyList<string> tokens = [.. model.Tokens(context, onDevice, configuration), .. named is null ? [] : new[] { "--lipsync-model", named }];
        return new(loader, new(loader, DefaultRequest.Prompt, DefaultRequest.Picture, DefaultRequest.Seed), SelfCommand.Child(tokens, environment))
        {
            OracleName = oracle,
            Speech = folder is null ? null : new(folder, loader.Device),
        };
    }

    /// <summary>A name stands for a folder under golden/ here or, failing that, in the clone that this program was built in.</summary>
    private static string CaseFolder(string name)
    {
        if (name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || Directory.Exists(name))
        {
            return name;
        }

        var here = Path.Combine(Folder, name);
        if (!Directory.Exists(here) && CloneFolder.OfProgram is { } clone)
        {
            return Path.Combine(clone, Folder, name);
        }

        return name.Length > 0 ? here : throw new CommandException(ExitCodes.Usage, "an empty case", "--golden", "a name or a folder", "''");
    }
}
