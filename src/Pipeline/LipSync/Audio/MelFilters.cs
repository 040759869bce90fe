namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>Triangular filters on Slaney's mel scale with Slaney's area norm, as Whisper has them. Source: transformers audio_utils.mel_filter_bank, librosa.filters.mel.</summary>
public static class MelFilters
{
    /// <summary>The bank in double precision: [bands, fftSize/2+1].</summary>
    /// <param name="bands">80 for whisper-tiny.</param>
    /// <param name="fftSize">400.</param>
    /// <param name="sampleRate">Hz; the bank reaches half of it.</param>
    public static double[,] Bank(int bands, int fftSize, int sampleRate)
    {
        var bins = fftSize / 2 + 1;
        var top = ToMel(sampleRate / 2.0);
        var edges = Enumerable.Range(0, bands + 2).Select(i => ToHertz(top * i / (bands + 1))).ToArray();
        var bank = new double[bands, bins];
        for (var i = 0; i < bands; i++)
        {
            var (low, middle, high) = (edges[i], edges[i + 1], edges[i + 2]);
            for (var k = 0; k < bins; k++)
            {
                var hertz = (double)sampleRate * k / fftSize;
                var triangle = Math.Min((hertz - low) / (middle - low), (high - hertz) / (high - middle));
                bank[i, k] = Math.Max(0, triangle) * 2 / (high - low);
            }
        }

        return bank;
    }

    /// <summary>Linear below 1000 Hz (15 mel there), logarithmic above.</summary>
    private static double ToMel(double hertz) => hertz < 1000 ? 3 * hertz / 200 : 15 + 27 * Math.Log(hertz / 1000) / Math.Log(6.4);

    private static double ToHertz(double mel) => mel < 15 ? 200 * mel / 3 : 1000 * Math.Exp(Math.Log(6.4) / 27 * (mel - 15));
}
