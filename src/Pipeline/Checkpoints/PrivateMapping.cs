using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>
/// A second, copy-on-write mapping of a file, which is never taken down: parameters on the CPU can be the file's own pages, with no copy and no
/// second footprint, may be changed in place (a changed page becomes private, the file does not change), and outlive the checkpoint. It costs address
/// space for the rest of the process, and memory only for pages that were changed; clean pages are the kernel's to reclaim.
/// </summary>
internal static unsafe partial class PrivateMapping
{
    // From asm-generic/mman-common.h. NORESERVE: a file larger than the memory must not be refused for pages that nobody will change.
    private const int Read = 1, Write = 2, Private = 2, NoReserve = 0x4000;

    /// <summary>First byte of the mapping, or null where the system will not give one.</summary>
    public static byte* Of(SafeFileHandle file, long length)
    {
        if (!OperatingSystem.IsLinux() || length == 0)
        {
            return null;
        }

        var address = Mmap(0, (nuint)length, Read | Write, Private | NoReserve, file, 0);
        return address == -1 ? null : (byte*)address;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Mmap(nint address, nuint length, int protection, int flags, SafeFileHandle file, nint offset);
}
