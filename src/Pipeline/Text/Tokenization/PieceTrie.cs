namespace Workbench.Pipeline.Text.Tokenization;

/// <summary>
/// A trie over UTF-8 bytes whose edges live in one open-addressing table. Building costs one probe per byte of the vocabulary
/// (256,000 pieces, about 2 MB of text: 0.1 s); a step costs one probe.
/// </summary>
internal sealed class PieceTrie
{
    /// <summary>Node to start from.</summary>
    public const int Root = 0;

    private readonly List<int> values = [-1];
    private long[] keys = new long[1 << 12];
    private int[] targets = new int[1 << 12];
    private int edges;

    /// <summary>Enters a piece; a later one of the same bytes replaces it.</summary>
    public void Add(ReadOnlySpan<byte> piece, int value)
    {
        var node = Root;
        foreach (var b in piece)
        {
            node = ChildOrNew(node, b);
        }

        values[node] = value;
    }

    /// <summary>The node below <paramref name="node"/>, or -1.</summary>
    public int Child(int node, byte label)
    {
        var slot = Slot(node, label);
        return keys[slot] == 0 ? -1 : targets[slot];
    }

    /// <summary>The value of the piece that ends at a node, or -1.</summary>
    public int Value(int node) => values[node];

    /// <summary>The value of exactly this piece, or -1.</summary>
    public int Find(ReadOnlySpan<byte> piece)
    {
        var node = Root;
        foreach (var b in piece)
        {
            node = Child(node, b);
            if (node < 0)
            {
                return -1;
            }
        }

        return values[node];
    }

    private int ChildOrNew(int node, byte label)
    {
        var slot = Slot(node, label);
        if (keys[slot] != 0)
        {
            return targets[slot];
        }

        if (++edges * 2 > keys.Length)
        {
            Grow();
            slot = Slot(node, label);
        }

        keys[slot] = Key(node, label);
        targets[slot] = values.Count;
        values.Add(-1);
        return targets[slot];
    }

    private void Grow()
    {
        var (oldKeys, oldTargets) = (keys, targets);
        keys = new long[oldKeys.Length * 2];
        targets = new int[keys.Length];
        for (var i = 0; i < oldKeys.Length; i++)
        {
            if (oldKeys[i] != 0)
            {
                var slot = Slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                targets[slot] = oldTargets[i];
            }
        }
    }

    private static long Key(int node, byte label) => (((long)node << 8) | label) + 1;

    private int Slot(int node, byte label) => Slot(Key(node, label));

    private int Slot(long key)
    {
        var mask = keys.Length - 1;
        var slot = (int)((ulong)(key * -7046029254386353131L) >> 33) & mask;
        while (keys[slot] != 0 && keys[slot] != key)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }
}
