namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>Encoder steps per video frame. Source: MuseTalk musetalk/utils/audio_processor.py get_whisper_chunk; 1.0: musetalk/whisper/audio2feature.py.</summary>
public sealed class FrameWindows
{
    /// <summary>Encoder steps per second.</summary>
    public const int StepsPerSecond = 50;

    private readonly WindowRule rule;
    private readonly double stepsPerFrame;
    private readonly long lead;

    /// <param name="rule">How windows are placed.</param>
    /// <param name="samples">Audio length at 16 kHz.</param>
    /// <param name="fps">Video frames per second.</param>
    /// <param name="left">audio_padding_length_left: video frames heard before, at 25 fps.</param>
    /// <param name="right">audio_padding_length_right: video frames heard after.</param>
    /// <exception cref="LipSyncException">The audio is shorter than one frame, or the rule is upstream's and it fails there.</exception>
    public FrameWindows(WindowRule rule, long samples, double fps, int left = 2, int right = 2)
    {
        if (!(fps > 0) || double.IsInfinity(fps) || left < 0 || right < 0)
        {
            throw new LipSyncException($"frame rate and audio padding must be positive, got {fps} fps, {left} left, {right} right.");
        }

        this.rule = rule;
        var rate = rule == WindowRule.Upstream ? Math.Floor(fps) : fps;
        stepsPerFrame = StepsPerSecond / rate;
        Frames = rate < 1 ? 0 : (long)Math.Floor((double)samples / Speech.SampleRate * rate);
        AudioSteps = (long)Math.Floor((double)samples / Speech.SampleRate * StepsPerSecond);
        Width = 2 * (left + right + 1);
        lead = rule == WindowRule.Upstream ? Math.Min((long)Math.Ceiling(stepsPerFrame) * left, AudioSteps) : 2L * left;
        if (Frames == 0)
        {
            throw new LipSyncException($"{samples} samples of audio ({samples / (double)Speech.SampleRate:0.###} s) are shorter than one frame at {fps} fps.");
        }

        if (rule == WindowRule.Upstream)
        {
            CheckUpstream(fps, right);
        }
    }

    /// <summary>Video frames the audio lasts: floor(seconds * fps).</summary>
    public long Frames { get; }

    /// <summary>Encoder steps the audio lasts.</summary>
    public long AudioSteps { get; }

    /// <summary>Steps per window.</summary>
    public int Width { get; }

    /// <summary>Encoder step at place <paramref name="slot"/> of the window of <paramref name="frame"/>; -1 stands for zeros.</summary>
    public long Step(long frame, int slot)
    {
        var step = (long)Math.Floor(frame * stepsPerFrame) - lead + slot;
        return rule == WindowRule.Repeated ? Math.Clamp(step, 0, Math.Max(AudioSteps - 1, 0)) : step >= 0 && step < AudioSteps ? step : -1;
    }

    /// <summary>Upstream pads the features with zeros at both ends (never more than there are features) and exits when a window needs more.</summary>
    private void CheckUpstream(double fps, int right)
    {
        var tail = Math.Min((long)Math.Ceiling(stepsPerFrame) * 3 * right, AudioSteps);
        var end = (long)Math.Floor((Frames - 1) * stepsPerFrame) + Width;
        if (end > lead + AudioSteps + tail)
        {
            throw new LipSyncException(
                $"upstream's windows fail at {fps} fps for {AudioSteps} audio steps: frame {Frames - 1} needs {end} padded steps, there are {lead + AudioSteps + tail}. Next: use the rule '{nameof(WindowRule.Centred)}'.");
        }
    }
}
