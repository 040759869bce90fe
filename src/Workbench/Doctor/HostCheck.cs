using System.Runtime.InteropServices;

namespace Workbench.Cli.Doctor;

/// <summary>Operating system, C library, .NET, cores and memory.</summary>
internal sealed partial class HostCheck : IDoctorCheck
{
    public string Id => "host";

    public Finding Look()
    {
        var system = OsRelease("/etc/os-release") ?? RuntimeInformation.OSDescription;
        var glibc = Marshal.PtrToStringUTF8(GnuGetLibcVersion());
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var fit = RuntimeInformation.OSArchitecture == Architecture.X64 && OperatingSystem.IsLinux();
        return new(
            Id,
            fit ? FindingStatus.Ok : FindingStatus.Unfit,
            $"{system}, {RuntimeInformation.OSArchitecture}, glibc {glibc}, .NET {Environment.Version}, {Environment.ProcessorCount} cores, {Size.Text(memory)}",
            fit ? null : "use 64-bit Linux on x86: libtorch is built for it")
        {
            Details =
            {
                ["system"] = system,
                ["kernel"] = Environment.OSVersion.Version.ToString(),
                ["architecture"] = RuntimeInformation.OSArchitecture.ToString(),
                ["glibc"] = glibc,
                ["dotnet"] = Environment.Version.ToString(),
                ["cores"] = Environment.ProcessorCount,
                ["memoryBytes"] = memory,
            },
        };
    }

    private static string? OsRelease(string path) => File.Exists(path)
        ? File.ReadLines(path).FirstOrDefault(l => l.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))?["PRETTY_NAME=".Length..].Trim('"')
        : null;

    [LibraryImport("libc", EntryPoint = "gnu_get_libc_version")]
    private static partial nint GnuGetLibcVersion();
}
