namespace Workbench.Pipeline.Checkpoints.Gguf;

/// <summary>
/// Where tensors may stand: aligned, inside the file, none over another. Gaps, bytes after the last tensor, and a missing final
/// padding are legal.
/// </summary>
internal static class GgufLayout
{
    public static void Check(GgufCursor cursor, List<GgufTensor> tensors, long alignment, long dataLength)
    {
        long end = 0;
        var previous = "";
        foreach (var (stored, offset, _) in tensors.OrderBy(t => t.Offset).ThenBy(t => t.Stored.ByteLength))
        {
            var shown = Quoted.Text(stored.Name);
            if (offset % alignment != 0)
            {
                throw cursor.Wrong($"{shown} has offset {offset}, which is no multiple of the alignment {alignment}");
            }

            if (offset > dataLength || stored.ByteLength > dataLength - offset)
            {
                throw cursor.Wrong($"{shown} needs {stored.ByteLength} bytes at offset {offset} of the data, the file has {Math.Max(dataLength, 0)} (truncated, or a false offset)");
            }

            if (offset < end)
            {
                throw cursor.Wrong($"{shown} at offset {offset} overlaps {previous}, which ends at {end}");
            }

            if (stored.ByteLength > 0)
            {
                (end, previous) = (offset + stored.ByteLength, shown);
            }
        }
    }
}
