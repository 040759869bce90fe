namespace Workbench.Pipeline.Checkpoints;

/// <summary>Where the tensors of a safetensors file stand, and that they fill the data section exactly.</summary>
internal static class SafetensorsLayout
{
    public static SafetensorsHeader.Entry Entry(string path, string name, StoredType type, long[] shape, long[] offsets)
    {
        var shown = Quoted.Text(name);
        if (offsets[0] > offsets[1])
        {
            throw new CheckpointException($"{path}: {shown} has reversed data_offsets [{offsets[0]},{offsets[1]}].");
        }

        var expected = ByteCount.Of(type, shape)
            ?? throw new CheckpointException($"{path}: the shape [{string.Join(",", shape)}] of {shown} overflows.");
        return expected == offsets[1] - offsets[0]
            ? new(new(name, type, shape, expected), offsets[0])
            : throw new CheckpointException($"{path}: {shown} {type}[{string.Join(",", shape)}] needs {expected} bytes, data_offsets give {offsets[1] - offsets[0]}.");
    }

    /// <summary>Tensors must tile the data section: no hole, no overlap, nothing after the end.</summary>
    public static void Check(string path, List<SafetensorsHeader.Entry> entries, long dataLength)
    {
        long end = 0;
        foreach (var (tensor, begin) in entries.OrderBy(e => e.Begin).ThenBy(e => e.Tensor.ByteLength))
        {
            if (begin != end)
            {
                throw new CheckpointException($"{path}: {Quoted.Text(tensor.Name)} begins at {begin}, expected {end} ({(begin > end ? "a gap" : "an overlap")}).");
            }

            end = begin + tensor.ByteLength;
            if (end > dataLength)
            {
                throw new CheckpointException($"{path}: {Quoted.Text(tensor.Name)} ends at byte {end} of the data, the file has {dataLength} (truncated).");
            }
        }

        if (end != dataLength)
        {
            throw new CheckpointException($"{path}: the tensors need {end} bytes of data, the file has {dataLength} (trailing bytes).");
        }
    }
}
