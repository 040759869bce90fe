using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Demo;

namespace Workbench.UnitTests.LipSync;

/// <summary>With espeak-ng a sentence becomes a WAV file; without it the error that says so is what must come.</summary>
public sealed class EspeakVoiceTests
{
    [Fact]
    public void A_sentence_becomes_a_file_or_a_clear_error()
    {
        using var folder = new TemporaryFolder();
        var wav = folder["speech.wav"];
        if ((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "espeak-ng"))))
        {
            EspeakVoice.Say("--not an option", wav);

            Assert.InRange(new FileInfo(wav).Length, 10_000, 1_000_000);
        }
        else
        {
            Assert.Contains("apt-get install espeak-ng", Assert.Throws<LipSyncException>(() => EspeakVoice.Say("hello", wav)).Message, StringComparison.Ordinal);
        }
    }
}
