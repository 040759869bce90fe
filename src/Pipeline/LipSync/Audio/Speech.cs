namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>Mono audio at 16 kHz, read piece by piece so that its length costs no memory.</summary>
public abstract class Speech : IDisposable
{
    /// <summary>Samples per second, what Whisper was trained on.</summary>
    public const int SampleRate = 16000;

    /// <summary>Length in samples.</summary>
    public abstract long Samples { get; }

    /// <summary>Length in seconds.</summary>
    public double Seconds => (double)Samples / SampleRate;

    /// <summary>Reads samples, -1..1.</summary>
    /// <param name="start">First sample; start and length together must stay inside the audio.</param>
    /// <param name="target">Filled completely.</param>
    public abstract void Read(long start, Span<float> target);

    /// <summary>Releases files.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases files.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>16-bit samples that are already in memory.</summary>
    public static Speech FromPcm(short[] samples) => new PcmSpeech(samples);

    private sealed class PcmSpeech(short[] samples) : Speech
    {
        public override long Samples => samples.Length;

        public override void Read(long start, Span<float> target)
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = samples[start + i] / 32768f;
            }
        }
    }
}
