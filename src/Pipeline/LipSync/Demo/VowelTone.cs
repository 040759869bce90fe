using Workbench.Pipeline.LipSync.Audio;

namespace Workbench.Pipeline.LipSync.Demo;

/// <summary>
/// Vowels without a voice: harmonics of 120 Hz, louder near three formants, a syllable each. What the demonstration says where no speech
/// synthesiser is installed. Formants: Peterson and Barney 1952, men's averages.
/// </summary>
public static class VowelTone
{
    private const double Pitch = 120, SyllablesPerSecond = 3, FormantWidth = 110;
    private const int Harmonics = 30; // up to 3.6 kHz

    private static readonly double[][] Vowels = [[730, 1090, 2440], [530, 1840, 2480], [270, 2290, 3010], [570, 840, 2410], [300, 870, 2240]]; // a e i o u

    /// <summary>Samples at 16 kHz.</summary>
    /// <param name="seconds">How long.</param>
    public static short[] Make(double seconds)
    {
        var levels = Vowels.Select(v => Enumerable.Range(1, Harmonics).Select(h => Level(v, h * Pitch)).ToArray()).ToArray();
        var samples = new short[(int)(seconds * Speech.SampleRate)];
        for (var i = 0; i < samples.Length; i++)
        {
            var t = (double)i / Speech.SampleRate;
            var vowel = levels[(int)(t * SyllablesPerSecond) % levels.Length];
            var sum = 0.0;
            for (var h = 0; h < Harmonics; h++)
            {
                sum += vowel[h] * Math.Sin(2 * Math.PI * (h + 1) * Pitch * t);
            }

            samples[i] = (short)(short.MaxValue * 0.15 * Math.Tanh(sum) * Math.Abs(Math.Sin(Math.PI * SyllablesPerSecond * t)));
        }

        return samples;
    }

    /// <summary>Resonances over the falling spectrum of a voice.</summary>
    private static double Level(double[] formants, double frequency) =>
        formants.Sum(f => 1 / (1 + Math.Pow((frequency - f) / FormantWidth, 2))) * Math.Min(1, 500 / frequency);
}
