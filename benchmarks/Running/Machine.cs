using System.Globalization;
using Workbench.Cli.Doctor;
using Workbench.Pipeline.Runtime;

namespace Workbench.Benchmarks.Running;

/// <summary>What it ran on.</summary>
/// <param name="Name">Short, for a heading.</param>
/// <param name="Details">Hardware and libtorch.</param>
internal sealed record Machine(string Name, string Details)
{
    public static Machine Describe()
    {
        var cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "CPU";
        var gpu = CudaDevices.Find() is { Devices: [var first, ..] devices } ? $"{devices.Count}x {first.Name}" : null;
        var build = LibTorchBuild.Describe();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        return new(
            gpu ?? string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores"),
            string.Create(CultureInfo.InvariantCulture, $"{(gpu is null ? "" : gpu + ", ")}{cpu}, {Environment.ProcessorCount} cores, {memory:F0} GiB")
            + $"; libtorch {build?.Version}{(build?.CudaRuntime is { } cuda ? $" + CUDA {cuda}" : " CPU")}, {build?.CpuCapability}, .NET {Environment.Version}");
    }
}
