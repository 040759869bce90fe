namespace Workbench.Cli.Doctor;

/// <summary>A browser for checking HTML reports; nothing else needs it.</summary>
internal sealed class ChromiumCheck : IDoctorCheck
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    public string Id => "chromium";

    public Finding Look()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var found = folders.SelectMany(f => Names.Select(n => Path.Combine(f, n))).FirstOrDefault(File.Exists);
        return found is null
            ? new(Id, FindingStatus.Note, "not found (optional: draws HTML reports as pictures)", "apt-get install -y --no-install-recommends chromium")
            : new(Id, FindingStatus.Ok, found) { Details = { ["path"] = found } };
    }
}
