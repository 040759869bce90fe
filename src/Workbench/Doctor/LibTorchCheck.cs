using Workbench.Pipeline.Runtime;

namespace Workbench.Cli.Doctor;

/// <summary>Loads libtorch, says which one and why, and adds two numbers with it.</summary>
internal sealed class LibTorchCheck : IDoctorCheck
{
    public string Id => "libtorch";

    public Finding Look()
    {
        var info = LibTorch.Load();
        var build = LibTorchBuild.Describe();
        using var sum = TorchSharp.torch.ones(2).sum();
        var works = sum.item<float>() == 2;
        var kind = build?.CudaRuntime is { } cuda ? $"CUDA {cuda}, cuDNN {build.Cudnn ?? "none"}" : "CPU only";
        return new(
            Id,
            works ? FindingStatus.Ok : FindingStatus.Unfit,
            $"{build?.Version ?? "version unknown"} ({kind}), {Origin(info.Origin)}: {info.Directory}",
            works ? null : "1 + 1 is not 2 with this libtorch: take another one (WORKBENCH_LIBTORCH)")
        {
            Details =
            {
                ["version"] = build?.Version,
                ["origin"] = info.Origin,
                ["directory"] = info.Directory,
                ["hasCuda"] = info.HasCuda,
                ["cudaRuntime"] = build?.CudaRuntime,
                ["cudnn"] = build?.Cudnn,
                ["architectures"] = build?.Architectures,
                ["cpuCapability"] = build?.CpuCapability,
                ["shim"] = info.ShimPath,
                ["shimWeakened"] = info.ShimWeakened,
                ["torchSharp"] = typeof(TorchSharp.torch).Assembly.GetName().Version?.ToString(3),
                ["threads"] = TorchSharp.torch.get_num_threads(),
            },
        };
    }

    private static string Origin(LibTorchOrigin origin) => origin switch
    {
        LibTorchOrigin.EnvironmentVariable => "chosen by WORKBENCH_LIBTORCH",
        LibTorchOrigin.Application => "beside the program",
        LibTorchOrigin.Package => "restored package",
        _ => "found through python3",
    };
}
