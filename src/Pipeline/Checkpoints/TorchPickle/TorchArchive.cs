using System.Text;

namespace Workbench.Pipeline.Checkpoints.TorchPickle;

/// <summary>The records of a torch.save archive: ROOT/data.pkl, ROOT/data/KEY, ROOT/byteorder. Source: torch/serialization.py, caffe2/serialize/inline_container.cc.</summary>
internal sealed class TorchArchive
{
    private const long LongestPickle = 256 << 20;

    private readonly MappedFile file;
    private readonly Dictionary<string, ZipRecord> records;
    private readonly Dictionary<string, StoredType?> declared = new(StringComparer.Ordinal);
    private readonly string root;
    private long expansion;

    private TorchArchive(MappedFile file, Dictionary<string, ZipRecord> records, string root)
    {
        this.file = file;
        this.records = records;
        this.root = root;
        expansion = file.Length + (16 << 20);
    }

    public string Path => file.Path;

    public long Length => file.Length;

    public static TorchArchive Open(MappedFile file)
    {
        var records = ZipDirectory.Read(file);
        var roots = records.Keys.Where(name => name.EndsWith("/data.pkl", StringComparison.Ordinal) && name.Count(c => c == '/') == 1).Select(name => name[..^"data.pkl".Length]).ToList();
        if (roots.Count != 1)
        {
            throw new CheckpointException($"{file.Path}: the zip has {records.Count} entries and {roots.Count} of them are a data.pkl in a top folder; a file by torch.save has one.");
        }

        var archive = new TorchArchive(file, records, roots[0]);
        archive.RequirePlainLittleEndian();
        return archive;
    }

    /// <summary>The record ROOT/NAME, or null.</summary>
    public ZipRecord? Find(string name) => records.GetValueOrDefault(root + name);

    /// <summary>The bytes of the pickle.</summary>
    public ReadOnlySpan<byte> Pickle()
    {
        var record = Find("data.pkl")!;
        return record.Length <= LongestPickle
            ? file.Span(record.Offset, (int)record.Length)
            : throw new CheckpointException($"{Path}: data.pkl has {record.Length} bytes; at most {LongestPickle} are read.");
    }

    /// <summary>Notes the element type of a storage; false if it was declared with another one before.</summary>
    public bool Declare(string key, StoredType? type) => declared.TryAdd(key, type) || declared[key] == type;

    /// <summary>
    /// Allows a tensor that repeats its storage (strides of zero) to be <paramref name="bytes"/> large: all of them together may reach
    /// the size of the file plus 16 MB, so that a few bytes cannot stand for terabytes.
    /// </summary>
    public bool Expand(long bytes) => (expansion -= Math.Min(bytes, expansion + 1)) >= 0;

    private void RequirePlainLittleEndian()
    {
        if (Find("constants.pkl") is not null)
        {
            throw new CheckpointException($"{Path}: is a TorchScript archive (it holds code), not a state dict. Next: save model.state_dict() instead.");
        }

        if (Find("byteorder") is not { } record)
        {
            return; // before torch 2.1 there was none, and little-endian was meant
        }

        var order = Encoding.ASCII.GetString(file.Span(record.Offset, (int)Math.Min(record.Length, 16)));
        if (order != "little")
        {
            throw new CheckpointException($"{Path}: the byte order is {Quoted.Text(order)}; only little-endian files are read.");
        }
    }
}
