using System.Runtime.InteropServices;
using Workbench.Pipeline.Runtime;

namespace Workbench.Cli.Doctor;

/// <summary>The CUDA run-time compiler that fused kernels need; plain torch does the same work without it.</summary>
internal sealed class NvrtcCheck : IDoctorCheck
{
    private static readonly string[] Names = ["libnvrtc.so.13", "libnvrtc.so.12"];

    public string Id => "nvrtc";

    public Finding Look()
    {
        var found = Candidates().FirstOrDefault(c => NativeLibrary.TryLoad(c, out _));
        return found is null
            ? new(Id, FindingStatus.Note, "not found: fused CUDA kernels are off, plain torch is used", "set WORKBENCH_NVRTC to a libnvrtc.so.12 or .13 (PyTorch with CUDA brings one)")
            : new(Id, FindingStatus.Ok, found) { Details = { ["library"] = found } };
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("WORKBENCH_NVRTC") is { Length: > 0 } given)
        {
            yield return given;
        }

        if (LibTorchFolder() is { } folder)
        {
            // site-packages/torch/lib -> site-packages/nvidia/...
            var packages = Path.GetFullPath(Path.Combine(folder, "..", "..", "nvidia"));
            string[] folders = [Path.Combine(packages, "cu13", "lib"), Path.Combine(packages, "cuda_nvrtc", "lib"), folder];
            foreach (var file in folders.SelectMany(f => Names.Select(n => Path.Combine(f, n))).Where(File.Exists))
            {
                yield return file;
            }
        }

        foreach (var name in Names)
        {
            yield return name;
        }
    }

    private static string? LibTorchFolder()
    {
        try
        {
            return LibTorch.Load().Directory;
        }
        catch (LibTorchNotFoundException)
        {
            return null;
        }
    }
}
