namespace Workbench.Testing.Verification;

/// <summary>The files of one snapshot, named as Verify names them: <c>Class.Method.verified.txt</c> and <c>Class.Method.received.txt</c>, and the same in safetensors.</summary>
/// <param name="Folder">Folder of the test's source.</param>
/// <param name="Name"><c>Class.Method</c>.</param>
public sealed record SnapshotFiles(string Folder, string Name)
{
    /// <summary>Extensions of a snapshot, the one that decides first.</summary>
    public static IReadOnlyList<string> Extensions { get; } = ["safetensors", "txt"];

    /// <summary>The files of a test, from what the compiler knows of the caller.</summary>
    public static SnapshotFiles Of(string sourceFile, string method) =>
        new(Path.GetDirectoryName(sourceFile)!, Path.GetFileNameWithoutExtension(sourceFile) + "." + method);

    /// <summary>What was accepted.</summary>
    public string Verified(string extension) => Path.Combine(Folder, $"{Name}.verified.{extension}");

    /// <summary>What the last failing run gave.</summary>
    public string Received(string extension) => Path.Combine(Folder, $"{Name}.received.{extension}");

    /// <summary>Accepts every received file below a folder; returns the snapshots accepted.</summary>
    /// <param name="folder">Folder of tests.</param>
    /// <param name="names">Only these, as <c>Class.Method</c> or <c>Class</c>; none for all.</param>
    public static IReadOnlyList<string> AcceptAll(string folder, params IReadOnlyList<string> names)
    {
        var accepted = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var received in Directory.EnumerateFiles(folder, "*.received.*", SearchOption.AllDirectories).ToList())
        {
            var name = Path.GetFileName(received);
            var at = name.LastIndexOf(".received.", StringComparison.Ordinal);
            if (Extensions.Contains(name[(at + ".received.".Length)..]) && (names.Count == 0 || names.Any(n => name[..at] == n || name.StartsWith(n + ".", StringComparison.Ordinal))))
            {
                File.Move(received, Path.Combine(Path.GetDirectoryName(received)!, name[..at] + ".verified." + name[(at + ".received.".Length)..]), overwrite: true);
                accepted.Add(name[..at]);
            }
        }

        return [.. accepted];
    }
}
