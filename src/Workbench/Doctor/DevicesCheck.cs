using Workbench.Pipeline.Runtime;

namespace Workbench.Cli.Doctor;

/// <summary>GPUs, and whether the libtorch at hand can use them.</summary>
internal sealed class DevicesCheck : IDoctorCheck
{
    private const string CudaLibTorch = "set WORKBENCH_LIBTORCH to the lib folder of a PyTorch with CUDA, or build with TorchRuntime=cuda-linux ./workbench build";

    public string Id => "devices";

    public Finding Look() => Judge(CudaDevices.Find(), Try(LibTorch.Load), Try(LibTorchBuild.Describe));

    /// <summary>What the driver's answer and libtorch's build mean together.</summary>
    public static Finding Judge((Version Driver, List<CudaDevices.Device> Devices)? driver, LibTorchInfo? info, LibTorchBuild? build)
    {
        if (driver is not var (version, devices) || devices.Count == 0)
        {
            return new("devices", FindingStatus.Note, driver is null ? "CPU only: no NVIDIA driver here" : "CPU only: the NVIDIA driver sees no device");
        }

        var names = string.Join("; ", devices.Select(d => $"cuda:{d.Index} {d.Name}, sm_{d.ComputeCapability}, {Size.Text(d.MemoryBytes)}"));
        var (status, remark, mend) = info switch
        {
            null or { HasCuda: false } => (FindingStatus.Note, "; this libtorch has no CUDA, so they stay idle", CudaLibTorch),
            _ when build?.CudaRuntime is { } runtime && Version.Parse(runtime).Major > version.Major =>
                (FindingStatus.Unfit, $"; libtorch's CUDA {runtime} is newer than the driver's {version}", "update the NVIDIA driver, or take a PyTorch built for CUDA " + version.Major),
            _ when devices.Find(d => !Covers(build, d.ComputeCapability)) is { } odd =>
                (FindingStatus.Unfit, $"; libtorch has no machine code for sm_{odd.ComputeCapability} (it has {string.Join(", ", build!.Architectures)})", "take a newer PyTorch (WORKBENCH_LIBTORCH)"),
            _ => (FindingStatus.Ok, "", null),
        };
        return new("devices", status, $"{names}; driver for CUDA {version}{remark}", mend)
        {
            Details = { ["driverCuda"] = version.ToString(), ["devices"] = devices },
        };
    }

    // Machine code runs on the same major version, from its own minor version upwards.
    private static bool Covers(LibTorchBuild? build, int capability) =>
        build is null || build.Architectures.Count == 0 || build.Architectures.Any(a => a / 10 == capability / 10 && a <= capability);

    private static T? Try<T>(Func<T?> ask) where T : class
    {
        try
        {
            return ask();
        }
        catch (Exception)
        {
            return null; // the libtorch check says why
        }
    }
}
