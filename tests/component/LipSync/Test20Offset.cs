using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Offset;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.LipSync;

/// <summary>
/// The lag between sound and mouth in milliseconds, as a golden. The encoder's states are replaced by the loudness it hears, the generated face
/// by one that is darker the louder its audio tokens are; everything between (segments, windows, batches, frame order, blending) is the real thing.
/// </summary>
[Trait("Stage", "20")]
public sealed class Test20Offset : IDisposable
{
    /// <summary>The parabola finds the peak of this signal to a twentieth of a frame of 40 ms.</summary>
    private const double Tolerance = 2;

    private readonly LipSyncModels models = MicroModels.Create();
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        models.Dispose();
    }

    // A window reaches from 80 ms before a frame's start to 120 ms after it, and a step's two mel frames lie 5 ms late: its middle is 15 ms after
    // the start. The loudness it is compared with lasts from the start to the next frame, middle at 20 ms (25 fps) or 31 ms (16 fps). At 16 fps
    // the start is cut to a whole step, 9 ms earlier on average.
    [Theory]
    [InlineData(25, WindowRule.Centred, 0, 5.2)]
    [InlineData(16, WindowRule.Centred, 0, 25.0)]
    [InlineData(25, WindowRule.Upstream, 0, 5.2)]
    [InlineData(25, WindowRule.Centred, 3, 125.2)]
    public void The_lag_is_the_known_one(double fps, WindowRule rule, int framesLate, double milliseconds)
    {
        using var speech = Speech.FromPcm(Words(12));
        var pipeline = new LipSyncPipeline(models, MicroModels.Options with { Fps = fps, Windows = rule, BatchSize = 7 });
        var (frames, boxes) = MicroModels.Face(1);
        using var avatar = pipeline.Prepare(frames, new() { Locator = new GivenBoxes(boxes), Parser = new AllSkin() });

        var talking = pipeline.Run(avatar, speech, null, new Tap(new Echo(framesLate), "")).ToList();

        var opening = talking.Select(t => MouthOpening.Of(t.Image, avatar.Faces[0]!.Box)).ToArray();
        var lag = LipLag.Measure(SpeechEnvelope.Of(speech, fps), opening, fps);
        Assert.Equal(milliseconds, lag.Milliseconds, Tolerance);
        Assert.InRange(lag.Correlation, 0.9, 1.0001);
    }

    /// <summary>Syllables of changing pace, so that no other lag fits.</summary>
    private static short[] Words(double seconds)
    {
        var samples = new short[(int)(seconds * Speech.SampleRate)];
        for (var i = 0; i < samples.Length; i++)
        {
            var t = (double)i / Speech.SampleRate;
            var loudness = 0.5 + 0.25 * Math.Sin(2 * Math.PI * 1.3 * t) + 0.25 * Math.Sin(2 * Math.PI * 0.47 * t * (1 + 0.03 * t));
            samples[i] = (short)(20000 * loudness * Math.Sin(2 * Math.PI * 220 * t));
        }

        return samples;
    }

    private sealed class AllSkin : IFaceParser
    {
        public ByteImage Labels(ByteImage crop) => new(ParsingMask.Side, ParsingMask.Side, 1, [.. Enumerable.Repeat((byte)1, ParsingMask.Side * ParsingMask.Side)]);
    }

    /// <summary>Hears loudness and answers with darkness, some frames late.</summary>
    private sealed class Echo(int late) : ITapSink
    {
        /// <summary>Grey levels per unit of loudness: the loudest words here use about a hundred.</summary>
        private const float Levels = 300;

        private readonly List<float> heard = [];
        private Tensor? loudness;
        private int answered;

        public Tensor Pass(string path, Tensor tensor)
        {
            if (path.EndsWith("whisper/input_features", StringComparison.Ordinal))
            {
                var amplitude = pow(10, (tensor * 4 - 4) / 2).mean([0]); // root of the power in the bands: [2P]
                loudness = amplitude.view(-1, 2).mean([1]).DetachFromDisposeScope(); // [P]
            }
            else if (path.EndsWith("whisper/hidden_states", StringComparison.Ordinal))
            {
                return zeros_like(tensor) + loudness!.view(1, -1, 1, 1);
            }
            else if (path.EndsWith("/chunks", StringComparison.Ordinal))
            {
                heard.AddRange(tensor.mean([1, 2]).data<float>().ToArray());
            }
            else if (path.EndsWith("/recon", StringComparison.Ordinal))
            {
                var levels = Enumerable.Range(0, (int)tensor.shape[0]).Select(_ => (byte)(250 - Math.Min(heard[Math.Max(answered++ - late, 0)] * Levels, 240))).ToArray();
                return zeros_like(tensor) + from_array(levels).view(-1, 1, 1, 1);
            }

            return tensor;
        }
    }
}
