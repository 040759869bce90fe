using System.CommandLine;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Cli.Output;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Hub;
using Workbench.Pipeline.Hub.Models;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench fetch</c>: says what will come, how large it is and what memory it needs, then downloads it.</summary>
/// <param name="settings">Hub and cache; null: the process environment.</param>
internal sealed class FetchCommand(HubSettings? settings = null) : ICommandModule
{
    private readonly Argument<string[]> repositories = new("repository") { Description = "owner/name[@revision]; none: what --config and --scheme need.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> include = new("--include") { Description = "Only files that match; * also crosses /, a trailing / means everything below. May be given several times." };
    private readonly Option<string[]> exclude = new("--exclude") { Description = "Not these; wins over --include." };
    private readonly Option<string?> config = new("--config", "-c") { Description = "LightX2V JSON whose files are wanted; also says the device memory. Default: wan22_i2v_bf16_distill, or the one for --scheme." };
    private readonly Option<string?> scheme = new("--scheme") { Description = "Experts stored like this: Default, fp8-sgl, gguf-TYPE." };
    private readonly Option<string?> localDir = new("--local-dir") { Description = "A plain folder in place of the Hugging Face cache." };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only say what would be fetched." };

    public Command Build()
    {
        var command = new Command("fetch", "Download checkpoints, with resume and checksums.") { repositories, include, exclude, config, scheme, localDir, dryRun };
        command.Run(Run);
        return command;
    }

    private int Run(CommandContext context)
    {
        using var fetcher = new Fetcher(settings ?? HubSettings.FromEnvironment());
        var named = context.Get(repositories) ?? [];
        var read = named.Length == 0 || context.Given(config) || context.Given(scheme) ? Config(context) : null;
        var requests = named.Length > 0 ? [.. named.Select(n => Request(context, n))] : FetchPresets.For(read!).Select(r => r with { LocalDirectory = context.Get(localDir) }).ToList();
        var plans = requests.Select(r => fetcher.PlanAsync(r, context.Cancellation).GetAwaiter().GetResult()).ToList();
        var memory = read is null ? null : DeviceMemoryPlan.For(read);
        (context.Json ? context.Log.Writer : context.Data).Write(FetchPlanText.Render(plans, memory));
        var reports = context.Get(dryRun) ? [] : plans.Select(p => Fetch(context, fetcher, p)).ToList();
        if (context.Json)
        {
            context.WriteJson(new
            {
                plans = plans.Select(p => new
                {
                    repository = p.Listing.Repository.ToString(),
                    p.Listing.Commit,
                    p.Folder,
                    p.TotalBytes,
                    p.RemainingBytes,
                    p.FreeBytes,
                    files = p.Entries.Select(e => new { e.File.Path, e.File.Size, e.BytesHere, e.IsPresent }),
                }),
                deviceMemoryBytes = memory?.Peak,
                fetched = reports,
            });
        }
        else
        {
            reports.ForEach(r => context.Data.WriteLine($"{r.Folder}  ({r.FilesFetched} fetched, {r.FilesPresent} were here)"));
        }

        return ExitCodes.Pass;
    }

    private FetchRequest Request(CommandContext context, string name)
    {
        var repository = RepositoryId.TryParse(name)
            ?? throw new CommandException(ExitCodes.Usage, "no repository", "repository", "owner/name or owner/name@revision", name);
        return new(repository, new(context.Get(include) is { Length: > 0 } some ? some : null, context.Get(exclude)), context.Get(localDir));
    }

    private PipelineConfig Config(CommandContext context)
    {
        if (context.Get(scheme) is not { } name)
        {
            return PipelineConfig.Load(new() { ConfigJson = context.Get(config) ?? "wan22_i2v_bf16_distill" });
        }

        if (!QuantScheme.TryParse(name, out var quant, out var reason))
        {
            throw new CommandException(ExitCodes.Usage, $"no scheme '{name}': {reason}", "--scheme", string.Join(", ", QuantScheme.Names), name);
        }

        return PipelineConfig.Load(new() { ConfigJson = context.Get(config) ?? DefaultConfigs.For(quant), Overrides = DefaultConfigs.Overrides(quant) });
    }

    private static FetchReport Fetch(CommandContext context, Fetcher fetcher, FetchPlan plan)
    {
        using var meter = context.Progress(plan.Listing.Repository.Id, plan.TotalBytes / 1_000_000, "MB");
        return fetcher.RunAsync(plan, new Bytes(meter), context.Cancellation).GetAwaiter().GetResult();
    }

    /// <summary>Reports on the thread that reports, so that lines do not trail the end.</summary>
    private sealed class Bytes(ProgressMeter meter) : IProgress<FetchProgress>
    {
        private readonly Lock gate = new();

        public void Report(FetchProgress value)
        {
            lock (gate)
            {
                meter.Report(value.DoneBytes / 1_000_000);
            }
        }
    }
}
