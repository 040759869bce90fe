using System.Runtime.InteropServices;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>Hints to the kernel about mapped pages (madvise). A kernel that does not know one refuses it, and nothing is lost.</summary>
internal static unsafe partial class MemoryAdvice
{
    // From asm-generic/mman-common.h.
    private const int DontNeed = 4, PopulateRead = 22;

    /// <summary>Maps the pages of a range in one call, which is several times cheaper than a fault per page.</summary>
    public static void Populate(byte* begin, long length) => Advise(begin, begin + length, PopulateRead);

    /// <summary>Gives the whole pages inside a range back. Reading them again is still right, unless they were private and changed.</summary>
    public static void Release(byte* begin, long length) => Advise(begin + Environment.SystemPageSize - 1, begin + length, DontNeed);

    private static void Advise(byte* begin, byte* end, int advice)
    {
        var page = (nuint)Environment.SystemPageSize;
        var (from, to) = ((nuint)begin / page * page, advice == DontNeed ? (nuint)end / page * page : (nuint)end);
        if (OperatingSystem.IsLinux() && to > from)
        {
            _ = Madvise(from, to - from, advice);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(nuint address, nuint length, int advice);
}
