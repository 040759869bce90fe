using System.Text;

namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>Writes WAV files.</summary>
public static class WavFile
{
    private const int HeaderBytes = 44;

    /// <summary>Writes 16-bit mono samples at 16 kHz.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Write(string path, ReadOnlySpan<short> samples)
    {
        var bytes = samples.Length * sizeof(short);
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write("RIFF"u8);
        writer.Write(HeaderBytes - 8 + bytes);
        writer.Write(Encoding.ASCII.GetBytes("WAVEfmt "));
        writer.Write(16);
        writer.Write((short)1); // PCM
        writer.Write((short)1); // one channel
        writer.Write(Speech.SampleRate);
        writer.Write(Speech.SampleRate * sizeof(short));
        writer.Write((short)sizeof(short));
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(bytes);
        foreach (var sample in samples)
        {
            writer.Write(sample);
        }
    }
}
