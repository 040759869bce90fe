using Workbench.Pipeline.LipSync.Audio;

namespace Workbench.Pipeline.LipSync.Offset;

/// <summary>Loudness of speech per video frame.</summary>
public static class SpeechEnvelope
{
    /// <summary>Root mean square of the samples from one frame's start to the next one's.</summary>
    public static double[] Of(Speech speech, double fps)
    {
        var loudness = new double[(int)Math.Floor(speech.Seconds * fps)];
        for (var i = 0; i < loudness.Length; i++)
        {
            var start = (long)(i / fps * Speech.SampleRate);
            var samples = new float[Math.Max((int)((long)((i + 1) / fps * Speech.SampleRate) - start), 1)];
            speech.Read(start, samples);
            loudness[i] = Math.Sqrt(samples.Average(s => (double)s * s));
        }

        return loudness;
    }
}
