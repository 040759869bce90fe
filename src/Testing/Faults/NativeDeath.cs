using System.Runtime.InteropServices;

namespace Workbench.Testing.Faults;

/// <summary>Ends this process the way native code does.</summary>
internal static partial class NativeDeath
{
    /// <summary>A store to address zero inside libc: the kernel's own SIGSEGV, not a managed exception.</summary>
    public static void SegmentationFault() => Memset(0, 0, 64);

    /// <summary>What an uncaught C++ exception ends in.</summary>
    public static void Abort() => AbortNow();

    /// <summary>What the out-of-memory killer sends.</summary>
    public static void Kill() => _ = SendSignal(Environment.ProcessId, 9);

    [LibraryImport("libc", EntryPoint = "memset")]
    private static partial nint Memset(nint address, int value, nuint count);

    [LibraryImport("libc", EntryPoint = "abort")]
    private static partial void AbortNow();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
