using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Workbench.Pipeline.Runtime;

/// <summary>
/// Marks one symbol-version need of an ELF library as weak (VER_FLG_WEAK), in a cached copy.
/// LibTorchSharp 0.107 asks for GLIBCXX_3.4.32, of which it only references the iostream init anchor and never calls it;
/// with the need weak, the loader of an older C++ runtime accepts the library. Layout: System V ABI, symbol versioning.
/// </summary>
internal static class WeakVersionNeed
{
    public const string Version = "GLIBCXX_3.4.32";

    private const int WeakFlag = 2;
    private const ulong DtNull = 0, DtStrTab = 5, DtVerNeed = 0x6ffffffe, DtVerNeedNum = 0x6fffffff;

    /// <summary>A copy of <paramref name="library"/> with the need marked weak, made once and named after the content.</summary>
    public static string CachedCopy(string library)
    {
        var bytes = File.ReadAllBytes(library);
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        Weaken(bytes, Version);
        try
        {
            return Place(bytes, Path.Combine(CacheDirectory(), $"{digest}-weak", Path.GetFileName(library)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only or full home folder: any writable place will do, but it must be this user's alone, because it is executed.
            return Place(bytes, Path.Combine(Directory.CreateTempSubdirectory("workbench-").FullName, Path.GetFileName(library)));
        }
    }

    private static string Place(byte[] bytes, string target)
    {
        if (File.Exists(target) && new FileInfo(target).Length == bytes.Length)
        {
            return target;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = $"{target}.{Environment.ProcessId}.partial"; // several processes may start at once
        File.WriteAllBytes(partial, bytes);
        File.Move(partial, target, overwrite: true);
        return target;
    }

    /// <summary>Sets the weak flag on every need of <paramref name="version"/> in a 64-bit little-endian ELF image; returns how many.</summary>
    /// <exception cref="InvalidDataException">The image is not such a file.</exception>
    public static int Weaken(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        }

        var (strTab, verNeed, count) = ReadDynamic(elf);
        var changed = 0;
        var need = verNeed;
        for (var i = 0; i < count; i++)
        {
            var aux = need + U32(elf, need + 8);
            for (var j = 0; j < U16(elf, need + 2); j++)
            {
                if (NameAt(elf, strTab + U32(elf, aux + 8)) == version)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(aux + 4)..], (ushort)(U16(elf, aux + 4) | WeakFlag));
                    changed++;
                }

                aux += U32(elf, aux + 12);
            }

            need += U32(elf, need + 12);
        }

        return changed;
    }

    private static (int StrTab, int VerNeed, int Count) ReadDynamic(ReadOnlySpan<byte> elf)
    {
        int headers = (int)U64(elf, 32), size = U16(elf, 54), count = U16(elf, 56);
        ulong strTab = 0, verNeed = 0, needs = 0;
        for (var i = 0; i < count; i++)
        {
            var header = headers + i * size;
            if (U32(elf, header) != 2) // PT_DYNAMIC
            {
                continue;
            }

            for (var entry = (int)U64(elf, header + 8); U64(elf, entry) != DtNull; entry += 16)
            {
                var value = U64(elf, entry + 8);
                switch (U64(elf, entry))
                {
                    case DtStrTab: strTab = value; break;
                    case DtVerNeed: verNeed = value; break;
                    case DtVerNeedNum: needs = value; break;
                }
            }
        }

        return (FileOffset(elf, strTab), FileOffset(elf, verNeed), (int)needs);
    }

    private static int FileOffset(ReadOnlySpan<byte> elf, ulong address)
    {
        int headers = (int)U64(elf, 32), size = U16(elf, 54), count = U16(elf, 56);
        for (var i = 0; i < count; i++)
        {
            var header = headers + i * size;
            ulong offset = U64(elf, header + 8), start = U64(elf, header + 16), length = U64(elf, header + 32);
            if (U32(elf, header) == 1 && address >= start && address < start + length) // PT_LOAD
            {
                return (int)(address - start + offset);
            }
        }

        throw new InvalidDataException($"no loadable segment holds address 0x{address:x}");
    }

    private static string NameAt(ReadOnlySpan<byte> elf, int offset)
    {
        var tail = elf[offset..];
        return Encoding.ASCII.GetString(tail[..tail.IndexOf((byte)0)]);
    }

    private static string CacheDirectory()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "workbench");
    }

    private static int U16(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt16LittleEndian(elf[at..]);

    private static int U32(ReadOnlySpan<byte> elf, int at) => (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[at..]);

    private static ulong U64(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt64LittleEndian(elf[at..]);
}
