using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Demo;

namespace Workbench.UnitTests.LipSync;

public sealed class VowelToneTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Three_syllables_a_second_come_back_from_a_file()
    {
        var samples = VowelTone.Make(2);
        WavFile.Write(folder["v.wav"], samples);

        using var speech = SpeechReader.Open(folder["v.wav"]);
        var read = new float[speech.Samples];
        speech.Read(0, read);

        Assert.Equal(samples.Select(s => s / 32768f), read);
        var thirds = read.Chunk(Speech.SampleRate / 3).Take(6).Select(c => (Middle: Loudness(c[2000..3300]), Edge: Loudness(c[..100]))).ToList();
        Assert.All(thirds, t => Assert.True(t.Middle > 5 * t.Edge, $"{t}"));
    }

    [Fact]
    public void The_demonstration_always_has_something_to_say()
    {
        var note = DemoSpeech.Write(folder["d.wav"], "one two");

        using var speech = SpeechReader.Open(folder["d.wav"]);
        Assert.InRange(speech.Seconds, 0.3, 10);
        Assert.Equal(EspeakIsInstalled, note is null);
        Assert.Equal(!EspeakIsInstalled, note?.Contains("apt-get install -y espeak-ng", StringComparison.Ordinal) == true);
    }

    private static bool EspeakIsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "espeak-ng")));

    private static double Loudness(float[] samples) => Math.Sqrt(samples.Average(s => (double)s * s));
}
