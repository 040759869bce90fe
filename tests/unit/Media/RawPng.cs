using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Workbench.UnitTests.Media;

/// <summary>A PNG written chunk by chunk, so that tests decide on every stored byte and no library stands on both sides.</summary>
internal sealed class RawPng(int width, int height, int bitDepth, PngColor color, byte[] samples)
{
    private readonly List<(string Type, byte[] Data)> extra = [];

    /// <summary>Adds a chunk between header and pixels (PLTE, tRNS, gAMA, eXIf).</summary>
    public RawPng With(string type, params byte[] data)
    {
        extra.Add((type, data));
        return this;
    }

    public void Save(string path)
    {
        using var stream = File.Create(path);
        stream.Write([0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)bitDepth;
        header[9] = (byte)color;
        Chunk(stream, "IHDR", header);
        foreach (var (type, data) in extra)
        {
            Chunk(stream, type, data);
        }

        Chunk(stream, "IDAT", Pixels());
        Chunk(stream, "IEND", []);
    }

    private byte[] Pixels()
    {
        var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, CompressionLevel.Fastest))
        {
            var row = height == 0 ? 0 : samples.Length / height;
            for (var y = 0; y < height && samples.Length > 0; y++)
            {
                zlib.WriteByte(0); // no filter
                zlib.Write(samples, y * row, row);
            }
        }

        return memory.ToArray();
    }

    private static void Chunk(Stream stream, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        stream.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        stream.Write(number);
    }

    private static uint Crc(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
        }

        return ~crc;
    }
}
