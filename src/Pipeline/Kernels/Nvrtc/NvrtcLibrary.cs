using System.Runtime.InteropServices;
using Workbench.Pipeline.Runtime;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>Finds libnvrtc: <c>WORKBENCH_NVRTC</c>, the nvidia packages beside a PyTorch install, or the loader's own search.</summary>
internal static class NvrtcLibrary
{
    /// <summary>A loaded library handle, or null when there is none on this machine.</summary>
    public static nint? Load(out string? path)
    {
        foreach (var candidate in Candidates())
        {
            if (NativeLibrary.TryLoad(candidate, out var handle))
            {
                path = candidate;
                return handle;
            }
        }

        path = null;
        return null;
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("WORKBENCH_NVRTC") is { Length: > 0 } given)
        {
            yield return given;
        }

        // site-packages/torch/lib -> site-packages/nvidia/...
        var packages = Path.GetFullPath(Path.Combine(LibTorch.Load().Directory, "..", "..", "nvidia"));
        yield return Path.Combine(packages, "cu13", "lib", "libnvrtc.so.13");
        yield return Path.Combine(packages, "cuda_nvrtc", "lib", "libnvrtc.so.12");
        yield return Path.Combine(LibTorch.Load().Directory, "libnvrtc.so.13");
        yield return Path.Combine(LibTorch.Load().Directory, "libnvrtc.so.12");
        yield return "libnvrtc.so.13";
        yield return "libnvrtc.so.12";
    }
}
