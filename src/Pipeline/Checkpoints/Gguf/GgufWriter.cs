using System.Text;

namespace Workbench.Pipeline.Checkpoints.Gguf;

/// <summary>Writes GGUF version 3 files from bytes that are already in their stored type, beside the target first, then renamed.</summary>
public static class GgufWriter
{
    private const int Alignment = 32;
    private const uint U32 = 4, String = 8;

    /// <summary>Writes a file.</summary>
    /// <param name="path">Target.</param>
    /// <param name="architecture"><c>general.architecture</c>, such as <c>wan</c>.</param>
    /// <param name="tensors">Name, type and shape (outermost first); <see cref="StoredTensor.ByteLength"/> must be that of the type.</param>
    /// <param name="write">Writes exactly the bytes of a tensor.</param>
    /// <exception cref="ArgumentException">A tensor's type or length is not what GGUF stores.</exception>
    public static void Write(string path, string architecture, IReadOnlyList<StoredTensor> tensors, Action<StoredTensor, Stream> write)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(write);
        var partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write))
            {
                WriteHeader(stream, architecture, tensors);
                foreach (var tensor in tensors)
                {
                    var begin = stream.Position;
                    write(tensor, stream);
                    if (stream.Position - begin != tensor.ByteLength)
                    {
                        throw new ArgumentException($"{tensor.Name}: {stream.Position - begin} bytes were written, {tensor.ByteLength} are due");
                    }

                    Pad(stream);
                }
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static void WriteHeader(FileStream stream, string architecture, IReadOnlyList<StoredTensor> tensors)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Count);
        writer.Write(2UL);
        Text(writer, "general.architecture");
        writer.Write(String);
        Text(writer, architecture);
        Text(writer, "general.quantization_version");
        writer.Write(U32);
        writer.Write(2u);
        long offset = 0;
        foreach (var tensor in tensors)
        {
            if (ByteCount.Of(tensor.Type, tensor.Shape) != tensor.ByteLength)
            {
                throw new ArgumentException($"{tensor} cannot be {tensor.ByteLength} bytes");
            }

            Text(writer, tensor.Name);
            writer.Write((uint)tensor.Shape.Length);
            foreach (var size in tensor.Shape.Reverse())
            {
                writer.Write((ulong)size);
            }

            writer.Write(GgufTypes.Number(tensor.Type) ?? throw new ArgumentException($"{tensor} has no GGUF type"));
            writer.Write((ulong)offset);
            offset += (tensor.ByteLength + Alignment - 1) / Alignment * Alignment;
        }

        writer.Flush();
        Pad(stream);
    }

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void Pad(FileStream stream)
    {
        while (stream.Position % Alignment != 0)
        {
            stream.WriteByte(0);
        }
    }
}
