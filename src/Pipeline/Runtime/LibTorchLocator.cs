using System.Reflection;

namespace Workbench.Pipeline.Runtime;

/// <summary>Chooses the libtorch folder: the environment variable, beside the application, the restored package, a Python install.</summary>
internal static class LibTorchLocator
{
    public const string Variable = "WORKBENCH_LIBTORCH";

    /// <summary>Dependencies first; files that a CPU build lacks are skipped.</summary>
    public static readonly string[] LoadOrder = ["libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];

    private static string Here => Path.GetDirectoryName(typeof(LibTorchLocator).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;

    public static (string Directory, LibTorchOrigin Origin) Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return HasLibTorch(given)
                ? (Path.GetFullPath(given), LibTorchOrigin.EnvironmentVariable)
                : throw new LibTorchNotFoundException(
                    $"{Variable}={given}: no libtorch_cpu.so there.\nExpected the lib folder of a PyTorch install.\nNext: unset {Variable}, or set it to what this prints: python3 -c \"import torch, os; print(os.path.join(os.path.dirname(torch.__file__), 'lib'))\"");
        }

        string[] beside = [Here, Path.Combine(Here, "libtorch"), Path.Combine(Here, "runtimes", "linux-x64", "native")];
        if (beside.FirstOrDefault(HasLibTorch) is { } application)
        {
            return (application, LibTorchOrigin.Application);
        }

        if (RestoredPackage() is { } package)
        {
            return (package, LibTorchOrigin.Package);
        }

        if (PythonTorch.LibraryDirectory() is { } python && HasLibTorch(python))
        {
            return (python, LibTorchOrigin.Python);
        }

        throw new LibTorchNotFoundException(
            $"No libtorch found.\nTried: {Variable} (not set); {string.Join("; ", beside)}; the package libtorch-cpu-linux-x64 of the build; `python3 -c \"import torch\"`.\n"
            + $"Next: run `./workbench build` in the repository, or set {Variable} to the lib folder of a PyTorch install.");
    }

    public static string FindShim()
    {
        string[] candidates =
        [
            Path.Combine(Here, "native", "libLibTorchSharp.so"),
            Path.Combine(Here, "libLibTorchSharp.so"),
            Path.Combine(Here, "runtimes", "linux-x64", "native", "libLibTorchSharp.so"),
        ];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new LibTorchNotFoundException($"libLibTorchSharp.so is missing beside the application.\nTried: {string.Join("; ", candidates)}.\nNext: rebuild with `./workbench build`.");
    }

    private static string? RestoredPackage()
    {
        var recorded = typeof(LibTorchLocator).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == "LibTorchPackage")?.Value;
        if (recorded is null || !Path.IsPathRooted(recorded))
        {
            return null; // built with TorchRuntime=none or cuda-linux: a CPU package that happens to lie around is not meant
        }

        if (HasLibTorch(recorded))
        {
            return recorded;
        }

        // The build may have run with another package folder than the one at hand now.
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var moved = Path.Combine(packages, "libtorch-cpu-linux-x64", "2.10.0", "runtimes", "linux-x64", "native");
        return HasLibTorch(moved) ? moved : null;
    }

    private static bool HasLibTorch(string folder) => File.Exists(Path.Combine(folder, "libtorch_cpu.so"));
}
