using System.Security.Cryptography;
using System.Text;

namespace Workbench.Harness.Golden;

/// <summary>
/// File operations of the store, each of which leaves either the old or the new state behind when the process is killed in it.
/// <paramref name="step"/> is told of each before it begins; tests stop the process there.
/// </summary>
internal sealed class GoldenFiles(Action<string>? step)
{
    /// <summary>Copies a file into a folder under a name made of its content: <c>prefix.HASH.extension</c>. Returns the name.</summary>
    public string Put(string source, string folder, string prefix, string extension)
    {
        Step($"read {source}");
        var name = $"{prefix}.{Digest(source)[..12]}.{extension}";
        PutAs(source, Path.Combine(folder, name));
        return name;
    }

    /// <summary>Copies a file to a place that is never written twice with other content.</summary>
    public void PutAs(string source, string target)
    {
        if (File.Exists(target))
        {
            return;
        }

        Step($"create {target}");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = $"{target}.{Environment.ProcessId}.partial";
        File.Copy(source, partial, overwrite: true);
        Step($"flush {partial}");
        Flush(partial);
        Step($"rename {partial}");
        File.Move(partial, target, overwrite: true);
    }

    /// <summary>Replaces a text file in one step, then removes what earlier runs left that were killed before theirs.</summary>
    public void Replace(string target, string text)
    {
        var partial = $"{target}.{Environment.ProcessId}.partial";
        Step($"write {partial}");
        File.WriteAllText(partial, text, new UTF8Encoding(false));
        Step($"flush {partial}");
        Flush(partial);
        Step($"rename {partial}");
        File.Move(partial, target, overwrite: true);
        foreach (var left in Directory.GetFiles(Path.GetDirectoryName(target)!, $"{Path.GetFileName(target)}.*.partial"))
        {
            Delete(left);
        }
    }

    public void Delete(string path)
    {
        Step($"delete {path}");
        File.Delete(path);
    }

    public static string Digest(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>To the disk, not only to the kernel: the rename after it must not overtake the data in a power cut.</summary>
    private static void Flush(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    private void Step(string what) => step?.Invoke(what);
}
