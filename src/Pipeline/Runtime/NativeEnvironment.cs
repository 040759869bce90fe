using System.Runtime.InteropServices;

namespace Workbench.Pipeline.Runtime;

/// <summary>
/// Environment variables that native libraries read at load. .NET keeps its own copy of the environment,
/// so these go through libc before the first native load.
/// </summary>
internal static partial class NativeEnvironment
{
    public static void Prepare()
    {
        // Spinning OpenMP workers make CPU torch up to 40x slower while every core is busy; a short spin costs an idle machine nothing measurable.
        SetDefault("GOMP_SPINCOUNT", "1000");

        // Tensors of 2 MB and more come in huge pages where the kernel allows it: loading weights is bound by page faults, a 512th is left of them.
        SetDefault("THP_MEM_ALLOC_ENABLE", "1");

        // CUDA memory in segments that grow: a DIT step leaves less of it reserved and unused (Q4_K at 480p81: 11.3 GB in place of 13.0).
        if (Environment.GetEnvironmentVariable("PYTORCH_ALLOC_CONF") is null)
        {
            SetDefault("PYTORCH_CUDA_ALLOC_CONF", "expandable_segments:True");
        }
    }

    private static void SetDefault(string name, string value)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetEnv(name, value, overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
