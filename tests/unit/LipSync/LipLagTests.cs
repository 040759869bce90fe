using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Demo;
using Workbench.Pipeline.LipSync.Offset;

namespace Workbench.UnitTests.LipSync;

/// <summary>The audio-to-mouth lag as a number, on a known envelope that drives a known response.</summary>
public sealed class LipLagTests
{
    private const double Fps = 25;

    /// <summary>A twentieth of a frame: the parabola's error on this signal.</summary>
    private const double Tolerance = 2;

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(120)]
    [InlineData(-80)]
    [InlineData(50)]
    public void A_delayed_response_is_found(double delayMs)
    {
        var lag = LipLag.Measure(Signal(0), Signal(delayMs / 1000), Fps);

        Assert.Equal(delayMs, lag.Milliseconds, Tolerance);
        Assert.InRange(lag.Correlation, 0.99, 1.0001);
    }

    [Fact]
    public void Sound_and_drawn_mouth_three_frames_late()
    {
        var samples = new short[10 * Speech.SampleRate];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(20000 * Loudness((double)i / Speech.SampleRate) * Math.Sin(2 * Math.PI * 220 * i / Speech.SampleRate));
        }

        using var speech = Speech.FromPcm(samples);
        var face = new DrawnFace(96, 96);
        var opening = Enumerable.Range(0, 250).Select(i => MouthOpening.Of(face.Draw(mouth: Loudness((i - 3 + 0.5) / Fps)), face.Box())).ToArray();

        var lag = LipLag.Measure(SpeechEnvelope.Of(speech, Fps), opening, Fps);

        Assert.Equal(120, lag.Milliseconds, 5.0); // the drawn mouth answers in whole pixels
        Assert.InRange(lag.Correlation, 0.95, 1.0001);
    }

    [Fact]
    public void Stillness_and_shortness_are_errors()
    {
        Assert.Throws<LipSyncException>(() => LipLag.Measure(Signal(0), new double[250], Fps));
        Assert.Throws<LipSyncException>(() => LipLag.Measure(Signal(0)[..20], Signal(0), Fps));
    }

    private static double[] Signal(double delay) => [.. Enumerable.Range(0, 250).Select(i => Loudness(i / Fps - delay))];

    /// <summary>Syllables of changing pace, 0..1, smooth.</summary>
    private static double Loudness(double t) => 0.5 + 0.25 * Math.Sin(2 * Math.PI * 1.3 * t) + 0.25 * Math.Sin(2 * Math.PI * 0.47 * t * (1 + 0.03 * t));
}
