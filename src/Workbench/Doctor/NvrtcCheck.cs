using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Runtime;

namespace Workbench.Cli.Doctor;

/// <summary>The CUDA run-time compiler that fused kernels need; plain torch does the same work without it.</summary>
internal sealed class NvrtcCheck : IDoctorCheck
{
    public string Id => "nvrtc";

    public Finding Look() => Find() is { } found
        ? new(Id, FindingStatus.Ok, $"{found}: 16-bit runs on CUDA take fused kernels (--set {FusedChoice.Key}=false for plain torch)") { Details = { ["library"] = found } }
        : new(Id, FindingStatus.Note, "not found: fused CUDA kernels are off, plain torch is used", "set WORKBENCH_NVRTC to a libnvrtc.so.12 or .13 (PyTorch with CUDA brings one)");

    private static string? Find()
    {
        try
        {
            return NvrtcLibrary.Load(out var path) is null ? null : path;
        }
        catch (LibTorchNotFoundException)
        {
            return null; // it is looked for beside libtorch; that check says what is wrong
        }
    }
}
