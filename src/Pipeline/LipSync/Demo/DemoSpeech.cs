using Workbench.Pipeline.LipSync.Audio;

namespace Workbench.Pipeline.LipSync.Demo;

/// <summary>Something to say for demonstrations: espeak-ng's voice, or vowel-like tones where it is not installed.</summary>
public static class DemoSpeech
{
    /// <summary>What is said when nothing else is asked for.</summary>
    public const string Sentence = "Hello. I am a drawn face, and these words were made by a machine.";

    private const double ToneSeconds = 4;

    /// <summary>Writes a WAV file.</summary>
    /// <returns>Why it is no voice, with the command that installs one; null when it is one.</returns>
    /// <exception cref="LipSyncException">espeak-ng is there and fails.</exception>
    public static string? Write(string wavPath, string text = Sentence)
    {
        try
        {
            EspeakVoice.Say(text, wavPath);
            return null;
        }
        catch (LipSyncException e) when (e.InnerException is System.ComponentModel.Win32Exception)
        {
            WavFile.Write(wavPath, VowelTone.Make(ToneSeconds));
            return "espeak-ng is not installed, so the demonstration says vowel-like tones. For words: apt-get install -y espeak-ng, or give --audio.";
        }
    }
}
