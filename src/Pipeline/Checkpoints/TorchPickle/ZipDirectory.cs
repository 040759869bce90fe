namespace Workbench.Pipeline.Checkpoints.TorchPickle;

/// <summary>
/// Reads a zip's central directory over a mapped file, strictly: stored entries only, no name twice, no two entries over the same bytes,
/// directory and local headers in agreement. System.IO.Compression unpacks into streams and forgives most of this. CRCs are not
/// checked: that would read every byte of an 11 GB archive, and torch.save can leave them out.
/// </summary>
internal static class ZipDirectory
{
    /// <summary>Bytes of an entry with no name.</summary>
    public const int LeastEntry = 46;

    private const int MostEntries = 200_000;
    private const long LongestDirectory = 64 << 20;

    /// <summary>Records by full name. Folder entries are left out.</summary>
    public static Dictionary<string, ZipRecord> Read(MappedFile file)
    {
        var end = ZipEnd.Find(file);
        if (end.Count > MostEntries || end.DirectoryLength > LongestDirectory)
        {
            throw new CheckpointException($"{file.Path}: the zip has {end.Count} entries in a directory of {end.DirectoryLength} bytes; at most {MostEntries} and {LongestDirectory} are read.");
        }

        var rest = file.Span(end.DirectoryOffset, (int)end.DirectoryLength);
        var records = new Dictionary<string, ZipRecord>(StringComparer.Ordinal);
        var spans = new List<(long Begin, long End, string Name)>();
        for (long i = 0; i < end.Count; i++)
        {
            var record = ZipEntry.Read(file, rest, end.DirectoryOffset, out var size, out var local);
            rest = rest[size..];
            spans.Add((local, record.Offset + record.Length, record.Name));
            if (!record.Name.EndsWith('/') && !records.TryAdd(record.Name, record))
            {
                throw new CheckpointException($"{file.Path}: the zip entry {Quoted.Text(record.Name)} appears twice.");
            }
        }

        if (!rest.IsEmpty)
        {
            throw new CheckpointException($"{file.Path}: the zip directory has {rest.Length} bytes more than its {end.Count} entries take.");
        }

        CheckOverlaps(file, spans);
        return records;
    }

    private static void CheckOverlaps(MappedFile file, List<(long Begin, long End, string Name)> spans)
    {
        spans.Sort();
        for (var i = 1; i < spans.Count; i++)
        {
            if (spans[i].Begin < spans[i - 1].End)
            {
                throw new CheckpointException($"{file.Path}: the zip entries {Quoted.Text(spans[i - 1].Name)} and {Quoted.Text(spans[i].Name)} overlap.");
            }
        }
    }
}
