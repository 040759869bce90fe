using System.Buffers.Binary;

namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>Samples of a file at 16 kHz, channels averaged (as librosa does), read on demand.</summary>
internal sealed class WavSpeech(FileStream stream, WavFormat format, string? deleteOnDispose = null) : Speech
{
    public override long Samples => format.DataLength / format.FrameBytes;

    public override void Read(long start, Span<float> target)
    {
        var bytes = new byte[target.Length * format.FrameBytes];
        stream.Position = format.DataOffset + start * format.FrameBytes;
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (IOException e)
        {
            throw new LipSyncException($"{stream.Name}: cannot read samples {start}..{start + target.Length}: {e.Message}", e);
        }

        var sampleBytes = format.Bits / 8;
        for (var i = 0; i < target.Length; i++)
        {
            var sum = 0f;
            for (var c = 0; c < format.Channels; c++)
            {
                sum += Value(bytes.AsSpan(i * format.FrameBytes + c * sampleBytes, sampleBytes));
            }

            target[i] = sum / format.Channels;
        }
    }

    private float Value(ReadOnlySpan<byte> b) => (format.Float, format.Bits) switch
    {
        (true, _) => BinaryPrimitives.ReadSingleLittleEndian(b),
        (_, 8) => (b[0] - 128) / 128f,
        (_, 16) => BinaryPrimitives.ReadInt16LittleEndian(b) / 32768f,
        (_, 24) => (b[0] << 8 | b[1] << 16 | b[2] << 24) / 2147483648f,
        _ => BinaryPrimitives.ReadInt32LittleEndian(b) / 2147483648f,
    };

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        stream.Dispose();
        if (deleteOnDispose is not null)
        {
            File.Delete(deleteOnDispose);
        }
    }
}
