namespace Workbench.Cli.Doctor;

/// <summary>Real checkpoints, in the folder that <c>WORKBENCH_MODEL</c> names and in the Hugging Face cache. The embedded tiny model needs none.</summary>
internal sealed class CheckpointsCheck : IDoctorCheck
{
    public const string Variable = "WORKBENCH_MODEL";

    private static readonly string[] Repositories = ["Wan-AI--Wan2.2-I2V-A14B", "lightx2v--Wan2.2-Distill-Models", "lightx2v--Wan2.2-Lightning", "TMElyralab--MuseTalk"];

    public string Id => "checkpoints";

    public Finding Look() => Judge(Environment.GetEnvironmentVariable(Variable), HubCache());

    /// <summary>Looks into a model folder and a hub cache.</summary>
    public static Finding Judge(string? model, string cache)
    {
        var cached = Repositories.SelectMany(r => Snapshots(Path.Combine(cache, "models--" + r))).ToList();
        var details = new SortedDictionary<string, object?>(StringComparer.Ordinal) { ["cache"] = cache, ["snapshots"] = cached, ["model"] = model };
        if (model is { Length: > 0 } && !Directory.Exists(model))
        {
            return new("checkpoints", FindingStatus.Unfit, $"{Variable}={model}: no such folder", $"unset {Variable}, or point it at a checkpoint folder") { Details = details };
        }

        var found = model is { Length: > 0 } ? [model, .. cached] : cached;
        return found.Count == 0
            ? new("checkpoints", FindingStatus.Note, "none; commands use the embedded tiny model unless --model names a folder") { Details = details }
            : new("checkpoints", FindingStatus.Ok, string.Join("; ", found)) { Details = details };
    }

    private static IEnumerable<string> Snapshots(string repository)
    {
        var folder = Path.Combine(repository, "snapshots");
        return Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal) : [];
    }

    // As huggingface_hub looks for it.
    private static string HubCache()
    {
        if (Environment.GetEnvironmentVariable("HF_HUB_CACHE") is { Length: > 0 } given)
        {
            return given;
        }

        var home = Environment.GetEnvironmentVariable("HF_HOME") is { Length: > 0 } hf
            ? hf
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "huggingface");
        return Path.Combine(home, "hub");
    }
}
