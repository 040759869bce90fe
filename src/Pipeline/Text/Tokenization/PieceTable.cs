namespace Workbench.Pipeline.Text.Tokenization;

/// <summary>
/// Pieces by their UTF-8 bytes, made for finding all pieces that begin at a place: the hash of a prefix extends to that of the next longer one,
/// so each length costs one probe. One entry per piece, where a trie has one per byte: 256,000 pieces fill it in tens of milliseconds.
/// </summary>
internal sealed class PieceTable
{
    /// <summary>Hash of nothing (FNV-1a).</summary>
    public const ulong Seed = 0xcbf29ce484222325;

    private readonly byte[] pool;
    private readonly (int Start, int Length, int Value)[] entries;
    private readonly (uint Hash, int Entry)[] slots;
    private readonly int[] longest = new int[256];
    private readonly int shift;

    /// <param name="pieces">Pieces with their values; of equal pieces the last counts. Empty pieces are never found.</param>
    public PieceTable(IEnumerable<(string Piece, int Value)> pieces)
    {
        var list = pieces.Where(p => p.Piece.Length > 0).ToList();
        entries = new (int, int, int)[list.Count];
        pool = new byte[list.Sum(p => System.Text.Encoding.UTF8.GetByteCount(p.Piece))];
        var bits = Math.Max(2, 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)list.Count * 2));
        slots = new (uint, int)[1 << bits];
        shift = 64 - bits;
        Array.Fill(slots, (0u, -1));
        for (int i = 0, start = 0; i < list.Count; i++)
        {
            var length = System.Text.Encoding.UTF8.GetBytes(list[i].Piece, pool.AsSpan(start));
            entries[i] = (start, length, list[i].Value);
            Insert(i);
            start += length;
        }
    }

    /// <summary>Bytes of the longest piece that begins with this byte.</summary>
    public int Longest(byte first) => longest[first];

    /// <summary>The hash of a prefix that is one byte longer.</summary>
    public static ulong Extend(ulong hash, byte next) => (hash ^ next) * 0x100000001b3;

    /// <summary>The value of exactly this piece, or -1.</summary>
    public int Find(ReadOnlySpan<byte> piece) => Find(Hash(piece), piece);

    /// <summary>The value of exactly this piece, or -1.</summary>
    /// <param name="hash">Hash of <paramref name="piece"/>.</param>
    /// <param name="piece">UTF-8.</param>
    public int Find(ulong hash, ReadOnlySpan<byte> piece) => slots[Slot(hash, piece)].Entry is >= 0 and var entry ? entries[entry].Value : -1;

    private void Insert(int index)
    {
        var piece = Bytes(index);
        var hash = Hash(piece);
        slots[Slot(hash, piece)] = ((uint)hash, index);
        longest[piece[0]] = Math.Max(longest[piece[0]], piece.Length);
    }

    private ReadOnlySpan<byte> Bytes(int index) => pool.AsSpan(entries[index].Start, entries[index].Length);

    private static ulong Hash(ReadOnlySpan<byte> piece)
    {
        var hash = Seed;
        foreach (var b in piece)
        {
            hash = Extend(hash, b);
        }

        return hash;
    }

    /// <summary>Where the piece stands, or the empty slot where it would.</summary>
    private int Slot(ulong hash, ReadOnlySpan<byte> piece)
    {
        var slot = (int)((hash * 0x9e3779b97f4a7c15) >> shift);
        while (slots[slot].Entry >= 0 && !(slots[slot].Hash == (uint)hash && Bytes(slots[slot].Entry).SequenceEqual(piece)))
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        return slot;
    }
}
