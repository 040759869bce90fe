using System.Buffers.Binary;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Media.Video;

/// <summary>Frames and sounds to write.</summary>
internal static class TestFrames
{
    /// <summary>Smooth colour ramps that move with time: uint8 [F,H,W,3].</summary>
    public static Tensor Ramps(int frames, int height, int width)
    {
        using var scope = NewDisposeScope();
        var t = arange(frames).reshape(frames, 1, 1).to(ScalarType.Float32);
        var y = arange(height).reshape(1, height, 1).to(ScalarType.Float32);
        var x = arange(width).reshape(1, 1, width).to(ScalarType.Float32);
        var shape = new long[] { frames, height, width };
        var r = (x * 255 / width + t * 4).expand(shape);
        var g = (y * 255 / height).expand(shape);
        var b = (128 + t * 3 + 0 * x).expand(shape);
        return stack([r, g, b], 3).clamp(0, 255).to(ScalarType.Byte).MoveToOuterDisposeScope();
    }

    /// <summary>One colour throughout: uint8 [F,H,W,3].</summary>
    public static Tensor Flat(int frames, int height, int width, byte r, byte g, byte b)
    {
        using var scope = NewDisposeScope();
        return tensor(new byte[] { r, g, b }).expand(frames, height, width, 3).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Frames of 2 x 2 whose every byte is the frame's number.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Numbered(int count) =>
        Enumerable.Range(0, count).Select(i => new ReadOnlyMemory<byte>(Enumerable.Repeat((byte)i, 12).ToArray()));

    /// <summary>A 16-bit mono WAV file with a 440 Hz tone.</summary>
    public static string Tone(string path, double seconds, int samplesPerSecond = 16000)
    {
        var samples = (int)(seconds * samplesPerSecond);
        var bytes = new byte[44 + samples * 2];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), samplesPerSecond);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), samplesPerSecond * 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), 16);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), samples * 2);
        for (var i = 0; i < samples; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(44 + i * 2), (short)(8000 * Math.Sin(2 * Math.PI * 440 * i / samplesPerSecond)));
        }

        File.WriteAllBytes(path, bytes);
        return path;
    }
}
