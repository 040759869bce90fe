using System.Security.Cryptography;
using System.Text;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>Compiled kernels on disk, named after everything that went into them. A damaged or missing entry is compiled again.</summary>
internal static class KernelCache
{
    public static byte[] GetOrCompile(NvrtcCompiler compiler, string name, string source, int architecture, IReadOnlyList<string> defines) =>
        GetOrCompile(Folder(), compiler.Version, name, source, architecture, defines, () => compiler.Compile(name, source, architecture, defines));

    /// <summary>The same in a folder, with any compiler.</summary>
    /// <param name="folder">Made if it is missing; one that cannot be written costs a compilation per start.</param>
    /// <param name="version">Version of the compiler.</param>
    /// <param name="name">First part of the file's name, for people.</param>
    /// <param name="source">Text that is compiled.</param>
    /// <param name="architecture">Compute capability times ten.</param>
    /// <param name="defines">Macros, as NAME=VALUE.</param>
    /// <param name="compile">Gives an ELF image.</param>
    internal static byte[] GetOrCompile(string folder, string version, string name, string source, int architecture, IReadOnlyList<string> defines, Func<byte[]> compile)
    {
        var key = string.Join('\n', [version, architecture.ToString(System.Globalization.CultureInfo.InvariantCulture), .. defines, source]);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..24];
        var path = Path.Combine(folder, $"{name}-sm_{architecture}-{digest}.cubin");
        if (File.Exists(path) && File.ReadAllBytes(path) is { Length: > 4 } cached && cached.AsSpan().StartsWith("\u007fELF"u8))
        {
            return cached;
        }

        var image = compile();
        try
        {
            Directory.CreateDirectory(folder);
            var partial = $"{path}.{Environment.ProcessId}.partial";
            File.WriteAllBytes(partial, image);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only home costs a compilation per start, nothing else.
        }

        return image;
    }

    private static string Folder()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "workbench", "kernels");
    }
}
