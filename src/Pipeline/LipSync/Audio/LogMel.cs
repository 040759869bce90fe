using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>
/// Whisper's log-mel spectrogram. Computed in fp64 on the CPU and rounded once: 30 s cost 10 ms, and the result is the same on every machine.
/// Source: transformers feature_extraction_whisper.py; openai whisper/audio.py.
/// </summary>
public sealed class LogMel : IDisposable
{
    /// <summary>STFT window length in samples.</summary>
    public const int FftSize = 400;

    /// <summary>Samples from frame to frame.</summary>
    public const int Hop = 160;

    private readonly Tensor filters; // [bands, 201], values of the fp32 bank
    private readonly Tensor window; // periodic Hann [400]

    /// <param name="bands">Mel bands: 80 for whisper-tiny.</param>
    public LogMel(int bands)
    {
        using var scope = NewDisposeScope();
        filters = from_array(MelFilters.Bank(bands, FftSize, Speech.SampleRate)).to(ScalarType.Float32).to(ScalarType.Float64).DetachFromDisposeScope();
        window = hann_window(FftSize, periodic: true, ScalarType.Float64).DetachFromDisposeScope();
    }

    /// <summary>The mel bank [bands, 201], fp64 holding fp32 values.</summary>
    public Tensor Filters => filters;

    /// <summary>The window [400], fp64.</summary>
    public Tensor Window => window;

    /// <summary>|STFT|^2 of samples, centred frames with mirrored ends; the last frame is dropped.</summary>
    /// <param name="samples">[n], -1..1, n at least 201.</param>
    /// <returns>[201, n/160] fp64.</returns>
    public Tensor Power(Tensor samples)
    {
        using var scope = NewDisposeScope();
        var padded = nn.functional.pad(samples.view(1, 1, -1), [FftSize / 2, FftSize / 2], TorchSharp.PaddingModes.Reflect).flatten(); // [n+400]
        return PowerOfFrames(padded, samples.shape[0] / Hop).MoveToOuterDisposeScope();
    }

    /// <summary>|STFT|^2 of frames that begin at every 160th of the given samples: [201, frames] fp64.</summary>
    public Tensor PowerOfFrames(Tensor samples, long frames)
    {
        using var scope = NewDisposeScope();
        var cut = samples.to(ScalarType.Float64).unfold(0, FftSize, Hop).narrow(0, 0, frames) * window; // [frames, 400]
        var spectrum = fft.rfft(cut); // [frames, 201] complex
        return (spectrum.real.square() + spectrum.imag.square()).t().MoveToOuterDisposeScope();
    }

    /// <summary>log10 of the mel bands, floored at 1e-10, before the dynamic range is cut: [bands, frames] fp64.</summary>
    public Tensor Bands(Tensor power)
    {
        using var scope = NewDisposeScope();
        return filters.mm(power).clamp_min(1e-10).log10().MoveToOuterDisposeScope();
    }

    /// <summary>Cuts to 8 decades below the loudest value and scales: (x + 4) / 4, fp32.</summary>
    /// <param name="bands">[bands, frames].</param>
    /// <param name="loudest">Largest band value of the segment, or of the whole file under MuseTalk 1.0.</param>
    public static Tensor Scale(Tensor bands, double loudest)
    {
        using var scope = NewDisposeScope();
        return ((bands.clamp_min(loudest - 8) + 4) / 4).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Log-mel of one zero-padded segment: [bands, n/160] fp32.</summary>
    public Tensor Segment(Tensor samples)
    {
        using var scope = NewDisposeScope();
        var bands = Bands(Power(samples));
        return Scale(bands, bands.max().item<double>()).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        filters.Dispose();
        window.Dispose();
    }
}
