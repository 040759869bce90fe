using System.Buffers.Binary;
using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Audio;

namespace Workbench.UnitTests.LipSync;

public sealed class SpeechReaderTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".wav");

    [Fact]
    public void Sixteen_bits_are_divided_by_32768()
    {
        File.WriteAllBytes(path, Wav(1, 1, 16000, 16, Words(0, 16384, -32768, 32767)));

        Assert.Equal([0f, 0.5f, -1f, 32767 / 32768f], All());
    }

    [Fact]
    public void Channels_are_averaged()
    {
        File.WriteAllBytes(path, Wav(1, 2, 16000, 16, Words(8192, 8192, 16384, 0)));

        Assert.Equal([0.25f, 0.25f], All());
    }

    [Theory]
    [InlineData(8, new byte[] { 128, 192, 0 }, new[] { 0f, 0.5f, -1f })]
    [InlineData(24, new byte[] { 0, 0, 0x40, 0, 0, 0x80 }, new[] { 0.5f, -1f })]
    [InlineData(32, new byte[] { 0, 0, 0, 0x40, 0, 0, 0, 0x80 }, new[] { 0.5f, -1f })]
    public void Other_integer_widths(int bits, byte[] data, float[] want)
    {
        File.WriteAllBytes(path, Wav(1, 1, 16000, bits, data));

        Assert.Equal(want, All());
    }

    [Fact]
    public void Floats_and_the_extensible_header()
    {
        var data = new byte[8];
        BinaryPrimitives.WriteSingleLittleEndian(data, 0.125f);
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4), -0.75f);
        File.WriteAllBytes(path, Wav(3, 1, 16000, 32, data, extensible: true));

        Assert.Equal([0.125f, -0.75f], All());
    }

    [Fact]
    public void Unknown_chunks_of_odd_length_are_stepped_over_and_an_open_length_reaches_the_end()
    {
        var wav = Wav(1, 1, 16000, 16, Words(1, 2, 3), before: [.. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0], openLength: true);
        File.WriteAllBytes(path, wav);

        Assert.Equal(3, All().Length);
    }

    [Fact]
    public void A_part_is_read_from_where_it_was_asked()
    {
        File.WriteAllBytes(path, Wav(1, 1, 16000, 16, Words(0, 1024, 2048, 3072)));
        using var speech = SpeechReader.Open(path);
        var part = new float[2];

        speech.Read(2, part);

        Assert.Equal([2048 / 32768f, 3072 / 32768f], part);
    }

    [Fact]
    public void Missing_and_empty_files_are_errors()
    {
        Assert.Contains("no such audio file", Assert.Throws<LipSyncException>(() => SpeechReader.Open(path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(path, Wav(1, 1, 16000, 16, []));
        Assert.Contains("no audio samples", Assert.Throws<LipSyncException>(() => SpeechReader.Open(path)).Message, StringComparison.Ordinal);
    }

    /// <summary>Needs ffmpeg for the conversion; without it the error that says so is what must come.</summary>
    [Fact]
    public void Another_sample_rate_goes_through_ffmpeg_and_stereo_is_averaged()
    {
        File.WriteAllBytes(path, Wav(1, 2, 48000, 16, Words([.. Enumerable.Repeat((short)8192, 2 * 48000)])));
        if (!FfmpegInstalled)
        {
            Assert.Contains("apt-get install", Assert.Throws<LipSyncException>(() => SpeechReader.Open(path)).Message, StringComparison.Ordinal);
            return;
        }

        using var speech = SpeechReader.Open(path);
        var middle = new float[8000];
        speech.Read(4000, middle);

        Assert.Equal(16000, speech.Samples);
        Assert.All(middle, s => Assert.Equal(0.25f, s, 1e-3f)); // 0.354 would be the sum scaled by the square root of two
    }

    [Fact]
    public void What_is_no_audio_is_an_error_that_names_the_file()
    {
        File.WriteAllText(path, "not audio at all");

        Assert.Contains(path, Assert.Throws<LipSyncException>(() => SpeechReader.Open(path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(path);

    private static bool FfmpegInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "ffmpeg")));

    private float[] All()
    {
        using var speech = SpeechReader.Open(path);
        var samples = new float[speech.Samples];
        speech.Read(0, samples);
        return samples;
    }

    private static byte[] Words(params short[] values) => [.. values.SelectMany(v => new[] { (byte)v, (byte)(v >> 8) })];

    private static byte[] Wav(int tag, int channels, int rate, int bits, byte[] data, bool extensible = false, byte[]? before = null, bool openLength = false)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write("RIFF"u8);
        writer.Write(0xFFFFFFFFu);
        writer.Write("WAVE"u8);
        writer.Write(before ?? []);
        writer.Write("fmt "u8);
        writer.Write(extensible ? 40 : 16);
        writer.Write((ushort)(extensible ? 0xFFFE : tag));
        writer.Write((ushort)channels);
        writer.Write(rate);
        writer.Write(rate * channels * bits / 8);
        writer.Write((ushort)(channels * bits / 8));
        writer.Write((ushort)bits);
        if (extensible)
        {
            writer.Write((ushort)22);
            writer.Write((ushort)bits);
            writer.Write(0);
            writer.Write((ushort)tag);
            writer.Write(new byte[14]);
        }

        writer.Write("data"u8);
        writer.Write(openLength ? 0xFFFFFFFFu : (uint)data.Length);
        writer.Write(data);
        return memory.ToArray();
    }
}
