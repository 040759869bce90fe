using System.Buffers.Binary;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Text.Tokenization;

/// <summary>
/// SentencePiece's precompiled normalisation rules: a double-array trie (S. Yata, Darts-clone) from byte sequences to offsets
/// in a pool of zero-terminated replacements. Layout: byte length of the trie (uint32), the trie's units (uint32), the pool.
/// </summary>
internal sealed class Charsmap
{
    private readonly uint[] units;
    private readonly byte[] pool;

    /// <param name="blob">The rules.</param>
    /// <param name="source">File, for messages.</param>
    /// <exception cref="CheckpointException">The blob contradicts itself.</exception>
    public Charsmap(ReadOnlySpan<byte> blob, string source)
    {
        var length = blob.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(blob);
        if (length == 0 || length % 4 != 0 || length > blob.Length - 4)
        {
            throw new CheckpointException($"{source}: the precompiled charsmap of {blob.Length} bytes claims a trie of {length} bytes.");
        }

        units = new uint[length / 4];
        for (var i = 0; i < units.Length; i++)
        {
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(blob[(4 + (4 * i))..]);
        }

        pool = blob[(4 + (int)length)..].ToArray();
    }

    /// <summary>Applies the longest rule that the text begins with: SentencePiece's way.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="consumed">Bytes that the rule replaces.</param>
    /// <param name="replacement">UTF-8; may be empty.</param>
    public bool TryLongest(ReadOnlySpan<byte> text, out int consumed, out ReadOnlySpan<byte> replacement) => TryMatch(text, longest: true, out consumed, out replacement);

    /// <summary>Applies the shortest rule that the text begins with, in place of the whole of it: the way of HF tokenizers.</summary>
    public bool TryShortest(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> replacement) => TryMatch(text, longest: false, out _, out replacement);

    private bool TryMatch(ReadOnlySpan<byte> text, bool longest, out int consumed, out ReadOnlySpan<byte> replacement)
    {
        consumed = 0;
        replacement = default;
        var position = Offset(units[0]);
        for (var i = 0; i < text.Length && text[i] != 0; i++)
        {
            position ^= text[i];
            if (position >= units.Length || Label(units[position]) != text[i])
            {
                break;
            }

            var unit = units[position];
            position ^= Offset(unit);
            if (HasLeaf(unit) && position < units.Length)
            {
                consumed = i + 1;
                replacement = At(units[position] & 0x7fff_ffff);
                if (!longest)
                {
                    break;
                }
            }
        }

        return consumed > 0;
    }

    private ReadOnlySpan<byte> At(uint offset)
    {
        var rest = offset < pool.Length ? pool.AsSpan((int)offset) : default;
        var end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    private static bool HasLeaf(uint unit) => (unit & 0x100) != 0;

    private static uint Label(uint unit) => unit & 0x8000_00ff;

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
