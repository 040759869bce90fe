using Workbench.Harness.Comparison;
using Workbench.Pipeline.LipSync.Audio;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>
/// How far an fp32 log-mel is off the exact one for a given sound. In quiet bands the power is some 1e-8 of the loudest bin's, so an fp32 FFT
/// leaves few digits of it, and which ones depends on the FFT library; the oracle's run is fp32, ours fp64.
/// </summary>
internal static class MelRounding
{
    /// <summary>Another FFT's errors may be this many times as large as our own fp32 FFT's.</summary>
    private const double Allowance = 4;

    /// <summary>Limit for the log-mel of these samples [n].</summary>
    public static double Limit(LogMel mel, Tensor samples)
    {
        using var scope = NewDisposeScope();
        var spectrum = stft(samples.to(ScalarType.Float32).unsqueeze(0), LogMel.FftSize, LogMel.Hop, window: mel.Window.to(ScalarType.Float32), return_complex: true)[0];
        var power = spectrum.narrow(1, 0, samples.shape[0] / LogMel.Hop).abs().square(); // [201, frames] fp32
        var bands = mel.Filters.to(ScalarType.Float32).mm(power).clamp_min(1e-10).log10();
        return Allowance * TensorDifference.Between(LogMel.Scale(bands, bands.max().item<float>()), mel.Segment(samples)).RelativeError;
    }
}
