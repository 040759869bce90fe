using System.Globalization;

namespace Workbench.Harness.Isolation;

/// <summary>Counts what the kernel's out-of-memory killer has done, to tell its SIGKILL from anybody else's.</summary>
internal static class MemoryKills
{
    /// <summary>Kills so far, in this control group and on the whole machine.</summary>
    public static long Count() => Read("/proc/vmstat") + Read("/sys/fs/cgroup/memory.events");

    private static long Read(string path)
    {
        try
        {
            return File.ReadLines(path)
                .Where(line => line.StartsWith("oom_kill ", StringComparison.Ordinal))
                .Sum(line => long.Parse(line.AsSpan(9), CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0; // not there on this kernel
        }
    }
}
