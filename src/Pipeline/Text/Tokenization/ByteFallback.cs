namespace Workbench.Pipeline.Text.Tokenization;

/// <summary>The pieces <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, which spell what the vocabulary lacks.</summary>
internal sealed class ByteFallback(Func<string, int> find)
{
    private readonly int[] ids = [.. Enumerable.Range(0, 256).Select(b => find($"<0x{b:X2}>"))];

    /// <summary>Bytes for which there is no piece.</summary>
    public int Missing => ids.Count(id => id < 0);

    /// <summary>Appends one id per byte; appends nothing and returns false when a byte has no piece.</summary>
    public bool TryAppend(ReadOnlySpan<byte> text, List<int> output)
    {
        foreach (var b in text)
        {
            if (ids[b] < 0)
            {
                return false;
            }
        }

        foreach (var b in text)
        {
            output.Add(ids[b]);
        }

        return true;
    }
}
