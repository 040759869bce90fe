using System.Runtime.InteropServices;

namespace Workbench.Pipeline.Runtime;

/// <summary>
/// Loads libtorch and the TorchSharp shim once per process, before TorchSharp's own probing can run.
/// TorchSharp then finds the libraries already loaded under their SONAMEs.
/// </summary>
public static class LibTorch
{
    private static readonly Lazy<LibTorchInfo> Loaded = new(LoadOnce, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Loads libtorch if this process has not done so yet.</summary>
    /// <exception cref="LibTorchNotFoundException">Nothing usable was found; the message says what to do.</exception>
    public static LibTorchInfo Load() => Loaded.Value;

    private static LibTorchInfo LoadOnce()
    {
        NativeEnvironment.Prepare();
        var (directory, origin) = LibTorchLocator.Find();
        foreach (var name in LibTorchLocator.LoadOrder.Where(name => File.Exists(Path.Combine(directory, name))))
        {
            LoadLibrary(Path.Combine(directory, name));
        }

        var shipped = LibTorchLocator.FindShim();
        var weakened = !HostCxxRuntime.Provides(WeakVersionNeed.Version);
        var shim = weakened ? WeakVersionNeed.CachedCopy(shipped) : shipped;
        LoadLibrary(shim);
        return new(directory, origin, File.Exists(Path.Combine(directory, "libtorch_cuda.so")), shim, weakened);
    }

    private static void LoadLibrary(string path)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new LibTorchNotFoundException(
                $"Cannot load {path}: {e.Message}\nNext: run `workbench doctor`, or point WORKBENCH_LIBTORCH at the lib folder of a PyTorch install.", e);
        }
    }
}
