using System.Collections.Concurrent;
using System.Reflection;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>Own CUDA kernels, compiled for the device found when first used and cached on disk.</summary>
public static class KernelLibrary
{
    private static readonly ConcurrentDictionary<(string, string, string, int), CudaKernel> Kernels = new();

    /// <summary>Whether kernels can be compiled here (NVRTC is present).</summary>
    public static bool Available => NvrtcCompiler.Find() is not null;

    /// <summary>NVRTC's version and path, or null.</summary>
    public static string? Describe() => NvrtcCompiler.Find() is { } compiler ? $"NVRTC {compiler.Version} ({compiler.Path})" : null;

    /// <summary>Every source file of the library.</summary>
    public static IEnumerable<string> Sources => typeof(KernelLibrary).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith("Cuda.", StringComparison.Ordinal) && n != "Cuda.common.cu").Select(n => n["Cuda.".Length..^".cu".Length]).Order();

    /// <summary>A kernel, compiled if need be.</summary>
    /// <param name="source">Source file without extension.</param>
    /// <param name="entry">Kernel in it.</param>
    /// <param name="device">CUDA device index.</param>
    /// <param name="defines">Sizes and dtypes the source is specialised for, as NAME=VALUE.</param>
    /// <exception cref="CudaException">No NVRTC, or the compilation failed.</exception>
    public static CudaKernel Get(string source, string entry, int device, params string[] defines) =>
        Kernels.GetOrAdd((source, entry, string.Join(' ', defines), device), _ => Build(source, entry, Math.Max(device, 0), defines));

    /// <summary>Compiles a source for an architecture without a device of it (to prove that it compiles).</summary>
    /// <returns>Size of the cubin in bytes.</returns>
    public static int Compile(string source, int architecture, params string[] defines) =>
        Compiler().Compile(source, Text(source), architecture, defines).Length;

    private static CudaKernel Build(string source, string entry, int device, string[] defines)
    {
        CudaDriver.EnsureContext(device);
        var image = KernelCache.GetOrCompile(Compiler(), source, Text(source), CudaDriver.ComputeCapability(device), defines);
        CudaDriver.Check(CudaDriver.ModuleLoadData(out var module, image), $"loading {source}");
        CudaDriver.Check(CudaDriver.ModuleGetFunction(out var function, module, entry), $"finding {entry} in {source}");
        return new(entry, function, device);
    }

    private static NvrtcCompiler Compiler() => NvrtcCompiler.Find()
        ?? throw new CudaException("No libnvrtc.so.12 or .13 found. Next: set WORKBENCH_NVRTC to it, or choose the torch kernels in the configuration.");

    private static string Text(string source) => Read("common") + "\n#line 1 \"" + source + ".cu\"\n" + Read(source);

    private static string Read(string source)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Cuda.{source}.cu")
            ?? throw new CudaException($"no embedded kernel source '{source}'");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
