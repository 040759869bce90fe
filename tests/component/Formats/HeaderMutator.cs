using System.Buffers.Binary;

namespace Workbench.ComponentTests.Formats;

/// <summary>Damages the header of a file in one to four ways, from a seed: extreme numbers, flipped bits, cut, doubled and foreign pieces.</summary>
internal sealed class HeaderMutator(int seed, byte[][] tokens)
{
    private static readonly ulong[] Extremes =
    [
        0, 1, 2, 3, 255, 256, 65535, 65536, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 1UL << 40, 1UL << 62, 0x7fffffffffffffff, 1UL << 63, ulong.MaxValue,
    ];

    private readonly Random random = new(seed);

    /// <param name="file">A legal file.</param>
    /// <param name="from">First byte that may be damaged.</param>
    /// <param name="to">Byte after the last that may be damaged.</param>
    public byte[] Mutate(byte[] file, int from, int to)
    {
        var bytes = new List<byte>(file);
        for (var i = Math.Max(1, random.Next(-3, 5)); i > 0; i--) // mostly one: more would hide each other
        {
            var end = Math.Min(to, bytes.Count);
            if (end > from)
            {
                Once(bytes, random.Next(from, end), end);
            }
        }

        return [.. bytes];
    }

    private void Once(List<byte> bytes, int at, int end)
    {
        switch (random.Next(9))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: Overwrite(bytes, at, Number(8)); break;
            case 3: Overwrite(bytes, at, Number(4)); break;
            case 4: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
            case 5: bytes.RemoveRange(at, Math.Min(random.Next(1, 16), end - at)); break;
            case 6: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 64), bytes.Count - at))); break;
            case 7: bytes.InsertRange(at, tokens[random.Next(tokens.Length)]); break;
            default: Overwrite(bytes, at, tokens[random.Next(tokens.Length)]); break;
        }
    }

    private byte[] Number(int size)
    {
        var number = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, Extremes[random.Next(Extremes.Length)]);
        return number[..size];
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] with)
    {
        for (var i = 0; i < with.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = with[i];
        }
    }
}
