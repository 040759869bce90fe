using System.Buffers.Binary;

namespace Workbench.Interactive.Display;

/// <summary>
/// Puts PNGs of one size together into an animated PNG that loops for ever: browsers show it wherever they show a picture, without any encoder.
/// Source: PNG specification, third edition, chunks acTL, fcTL, fdAT.
/// </summary>
internal static class AnimatedPng
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    public static byte[] Join(IReadOnlyList<byte[]> pictures, double framesPerSecond)
    {
        using var stream = new MemoryStream();
        stream.Write(Signature);
        var header = Chunks(pictures[0]).First(c => c.Type == "IHDR").Data;
        Write(stream, "IHDR", header.Span);
        Span<byte> control = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(control, pictures.Count);
        control[4..].Clear(); // 0: loop for ever
        Write(stream, "acTL", control);

        var sequence = 0;
        for (var i = 0; i < pictures.Count; i++)
        {
            Write(stream, "fcTL", Control(header.Span, sequence++, framesPerSecond));
            foreach (var (type, data) in Chunks(pictures[i]).Where(c => c.Type == "IDAT"))
            {
                if (i == 0)
                {
                    Write(stream, type, data.Span);
                    continue;
                }

                var numbered = new byte[data.Length + 4];
                BinaryPrimitives.WriteInt32BigEndian(numbered, sequence++);
                data.Span.CopyTo(numbered.AsSpan(4));
                Write(stream, "fdAT", numbered);
            }
        }

        Write(stream, "IEND", []);
        return stream.ToArray();
    }

    private static byte[] Control(ReadOnlySpan<byte> header, int sequence, double framesPerSecond)
    {
        var control = new byte[26];
        BinaryPrimitives.WriteInt32BigEndian(control, sequence);
        header[..8].CopyTo(control.AsSpan(4)); // width, height; offsets stay 0
        BinaryPrimitives.WriteUInt16BigEndian(control.AsSpan(20), (ushort)Math.Clamp(1000 / framesPerSecond, 10, 10_000));
        BinaryPrimitives.WriteUInt16BigEndian(control.AsSpan(22), 1000);
        return control;
    }

    private static IEnumerable<(string Type, ReadOnlyMemory<byte> Data)> Chunks(byte[] png)
    {
        for (var at = Signature.Length; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            yield return (System.Text.Encoding.ASCII.GetString(png, at + 4, 4), png.AsMemory(at + 8, length));
            at += length + 12;
        }
    }

    private static void Write(MemoryStream stream, string type, ReadOnlySpan<byte> data)
    {
        var body = new byte[data.Length + 4];
        System.Text.Encoding.ASCII.GetBytes(type, body);
        data.CopyTo(body.AsSpan(4));
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        stream.Write(number);
    }

    /// <summary>CRC-32 of ISO 3309, as PNG has it.</summary>
    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }
}
