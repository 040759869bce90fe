using Workbench.Pipeline.LipSync.Models.Whisper;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>
/// Whisper's hidden states of a recording, encoded segment by segment (30 s) when first asked for. At most the segments that one call
/// touches stay in memory, so the recording's length costs none. Source: MuseTalk audio_processor.py get_audio_feature.
/// </summary>
public sealed class SpeechFeatures : IDisposable
{
    private readonly WhisperEncoder encoder;
    private readonly Speech speech;
    private readonly bool original;
    private readonly LogMel mel;
    private readonly SortedDictionary<long, Tensor> segments = []; // [positions, states, width]
    private double? loudest;

    /// <param name="encoder">Owned by the caller.</param>
    /// <param name="speech">Owned by the caller.</param>
    /// <param name="original">As MuseTalk 1.0's own Whisper: loudness reference of the whole file, zeros after its end, last state without layer norm.</param>
    public SpeechFeatures(WhisperEncoder encoder, Speech speech, bool original = false)
    {
        this.encoder = encoder;
        this.speech = speech;
        this.original = original;
        mel = new((int)encoder.Config.MelBins);
    }

    /// <summary>Samples of one segment.</summary>
    public long SegmentSamples => encoder.Config.Positions * 2 * LogMel.Hop;

    /// <summary>States of consecutive steps.</summary>
    /// <param name="start">First step, 50 per second.</param>
    /// <param name="count">Steps; may cross segments.</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <returns>[count, layers+1, width] in the encoder's dtype.</returns>
    public Tensor Steps(long start, long count, Tap tap = default)
    {
        using var scope = NewDisposeScope();
        var per = encoder.Config.Positions;
        foreach (var old in segments.Keys.Where(s => s < start / per || s > (start + count - 1) / per).ToList())
        {
            segments.Remove(old, out var tensor);
            tensor!.Dispose();
        }

        var parts = new List<Tensor>();
        for (var (step, end) = (start, start + count); step < end;)
        {
            var inside = step % per;
            var length = Math.Min(end - step, per - inside);
            parts.Add(Segment(step / per, tap).narrow(0, inside, length));
            step += length;
        }

        return cat(parts, 0).MoveToOuterDisposeScope();
    }

    /// <summary>Log-mel of one segment: [bands, 2*positions] fp32.</summary>
    public Tensor Mel(long segment)
    {
        if (original)
        {
            return WholeFileMel(segment);
        }

        using var scope = NewDisposeScope();
        var samples = new float[SegmentSamples]; // zero-padded before the STFT
        var start = segment * SegmentSamples;
        speech.Read(start, samples.AsSpan(0, (int)Math.Min(SegmentSamples, speech.Samples - start)));
        return mel.Segment(from_array(samples)).MoveToOuterDisposeScope();
    }

    private Tensor Segment(long index, Tap tap)
    {
        if (segments.TryGetValue(index, out var known))
        {
            return known;
        }

        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var features = tap.Pass("input_features", Mel(index)).to(encoder.Like.dtype, encoder.Like.device).unsqueeze(0); // [1, bands, 2P]
        var states = encoder.Forward(features, tap, rawLast: original); // [1, P, layers+1, d]
        return segments[index] = states.squeeze(0).DetachFromDisposeScope();
    }

    /// <summary>Frames of this segment out of the whole file's spectrogram; zeros (not silence) after its end.</summary>
    private Tensor WholeFileMel(long segment)
    {
        using var scope = NewDisposeScope();
        loudest ??= Loudest();
        var frames = 2 * encoder.Config.Positions;
        var bands = FileBands(segment * frames, frames);
        var scaled = LogMel.Scale(bands, loudest.Value);
        return nn.functional.pad(scaled, (0, frames - scaled.shape[1])).MoveToOuterDisposeScope();
    }

    private double Loudest()
    {
        var frames = 2 * encoder.Config.Positions;
        var result = double.NegativeInfinity;
        for (long first = 0; first < speech.Samples / LogMel.Hop; first += frames)
        {
            using var scope = NewDisposeScope();
            result = Math.Max(result, FileBands(first, frames).max().item<double>());
        }

        return result;
    }

    private Tensor FileBands(long first, long count)
    {
        count = Math.Min(count, speech.Samples / LogMel.Hop - first);
        var samples = MirroredRead(first * LogMel.Hop - LogMel.FftSize / 2, (int)((count - 1) * LogMel.Hop + LogMel.FftSize));
        return mel.Bands(mel.PowerOfFrames(from_array(samples), count));
    }

    /// <summary>Samples around the file's ends, mirrored without repeating the end sample.</summary>
    private float[] MirroredRead(long start, int count)
    {
        var result = new float[count];
        var (from, to) = (Math.Max(start, 0), Math.Min(start + count, speech.Samples));
        speech.Read(from, result.AsSpan((int)(from - start), (int)(to - from)));
        var one = new float[1];
        for (var i = 0; i < count; i++)
        {
            var at = start + i;
            if (at < 0 || at >= speech.Samples)
            {
                speech.Read(Math.Clamp(at < 0 ? -at : 2 * (speech.Samples - 1) - at, 0, speech.Samples - 1), one);
                result[i] = one[0];
            }
        }

        return result;
    }

    public void Dispose()
    {
        foreach (var segment in segments.Values)
        {
            segment.Dispose();
        }

        segments.Clear();
        mel.Dispose();
    }
}
