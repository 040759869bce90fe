using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Workbench.Harness.Snapshots;

namespace Workbench.Harness.Repro;

/// <summary>What a stranger needs to know of the machine.</summary>
public static class EnvironmentBlock
{
    /// <summary>One <c>key: value</c> a line.</summary>
    public static string Of(Provenance provenance)
    {
        var lines = new List<string>
        {
            $"device: {provenance.Device}",
            $"libtorch: {provenance.LibTorch}",
            $"dtypes: {provenance.DtypePlan}",
            $"patches: {(provenance.Patches.Count == 0 ? "none" : string.Join(", ", provenance.Patches))}",
            $"code: {provenance.Code}",
            $"checkpoint: {provenance.Checkpoint}",
            $"os: {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
            $"runtime: {RuntimeInformation.FrameworkDescription}",
            $"cpu: {Cpu()}, {Environment.ProcessorCount} threads",
        };
        if (Gpus() is { } gpus)
        {
            lines.Add($"gpu (name, driver, compute capability): {gpus}");
        }

        return string.Join('\n', lines);
    }

    /// <summary>Model of the CPU.</summary>
    internal static string Cpu() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown"
        : "unknown";

    private static string? Gpus()
    {
        try
        {
            using var query = Process.Start(new ProcessStartInfo("nvidia-smi", ["--query-gpu=name,driver_version,compute_cap", "--format=csv,noheader"]) { RedirectStandardOutput = true, RedirectStandardError = true });
            var text = query?.StandardOutput.ReadToEnd().Trim().ReplaceLineEndings("; ");
            return query is not null && query.WaitForExit(TimeSpan.FromSeconds(5)) && query.ExitCode == 0 ? text : null;
        }
        catch (Win32Exception)
        {
            return null; // no such program: no such device
        }
    }
}
