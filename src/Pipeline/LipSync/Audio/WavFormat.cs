namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>How the samples of a WAV file are stored.</summary>
/// <param name="Float">IEEE floats instead of integers.</param>
/// <param name="Channels">Interleaved channels.</param>
/// <param name="SampleRate">Frames per second.</param>
/// <param name="Bits">Bits per sample of one channel.</param>
/// <param name="DataOffset">First byte of the samples in the file.</param>
/// <param name="DataLength">Bytes of samples.</param>
public sealed record WavFormat(bool Float, int Channels, int SampleRate, int Bits, long DataOffset, long DataLength)
{
    /// <summary>Bytes of one sample of all channels.</summary>
    public int FrameBytes => Channels * Bits / 8;

    /// <summary>Whether <see cref="WavSpeech"/> reads it without help: the sample rate of Whisper and a plain sample format.</summary>
    public bool IsDirect => SampleRate == Speech.SampleRate && Channels > 0 && (Float ? Bits == 32 : Bits is 8 or 16 or 24 or 32);
}
