using System.Buffers.Binary;

namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>Reads RIFF/WAVE headers. Source: Microsoft "Multimedia Programming Interface", WAVEFORMATEXTENSIBLE.</summary>
internal static class WavHeader
{
    private const int Pcm = 1, IeeeFloat = 3, Extensible = 0xFFFE;

    /// <summary>The format, or null when the stream holds no WAV file that states a format and samples.</summary>
    public static WavFormat? Read(Stream stream)
    {
        Span<byte> riff = stackalloc byte[12];
        if (stream.ReadAtLeast(riff, 12, throwOnEndOfStream: false) < 12 || !riff[..4].SequenceEqual("RIFF"u8) || !riff[8..].SequenceEqual("WAVE"u8))
        {
            return null;
        }

        WavFormat? format = null;
        Span<byte> chunk = stackalloc byte[8];
        while (stream.ReadAtLeast(chunk, 8, throwOnEndOfStream: false) == 8)
        {
            long length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            var start = stream.Position;
            if (chunk[..4].SequenceEqual("fmt "u8))
            {
                format = ReadFormat(stream, length);
            }
            else if (chunk[..4].SequenceEqual("data"u8) && format is not null)
            {
                // A writer that streams leaves the length open (0 or all ones): the samples then go to the end of the file.
                var rest = stream.Length - start;
                var bytes = length == 0 || length > rest ? rest : length;
                return format with { DataOffset = start, DataLength = format.FrameBytes == 0 ? 0 : bytes / format.FrameBytes * format.FrameBytes };
            }

            stream.Position = Math.Min(start + length + (length & 1), stream.Length); // chunks are padded to even lengths
        }

        return null;
    }

    private static WavFormat? ReadFormat(Stream stream, long length)
    {
        Span<byte> bytes = stackalloc byte[26];
        var wanted = (int)Math.Min(length, 26);
        if (wanted < 16 || stream.ReadAtLeast(bytes[..wanted], wanted, throwOnEndOfStream: false) < wanted)
        {
            return null;
        }

        int tag = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if (tag == Extensible && wanted == 26)
        {
            tag = BinaryPrimitives.ReadUInt16LittleEndian(bytes[24..]); // the real tag opens the sub-format's GUID
        }

        return tag is Pcm or IeeeFloat
            ? new(tag == IeeeFloat, BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]), 0, 0)
            : null;
    }
}
