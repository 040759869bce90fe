using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>The audio tokens of video frames. Source: MuseTalk audio_processor.py get_whisper_chunk.</summary>
/// <param name="features">Owned by the caller.</param>
/// <param name="windows">Which steps each frame hears.</param>
public sealed class AudioPrompts(SpeechFeatures features, FrameWindows windows)
{
    /// <summary>Tokens of consecutive frames, without positional encoding.</summary>
    /// <param name="first">First video frame.</param>
    /// <param name="count">Frames.</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <returns>[count, steps*(layers+1), width]: step by step, the states of a step side by side.</returns>
    public Tensor Of(long first, int count, Tap tap = default)
    {
        using var scope = NewDisposeScope();
        var steps = new long[count * windows.Width];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = windows.Step(first + i / windows.Width, i % windows.Width);
        }

        var low = Math.Max(steps.Where(s => s >= 0).DefaultIfEmpty(0).Min(), 0);
        var high = Math.Max(steps.Max(), low);
        var states = features.Steps(low, high - low + 1, tap); // [n, layers+1, d]
        states = cat([zeros_like(states.narrow(0, 0, 1)), states], 0); // row 0 stands for "outside the audio"
        var rows = tensor(Array.ConvertAll(steps, s => s < 0 ? 0 : s - low + 1), device: states.device);
        return states.index_select(0, rows).view(count, windows.Width * states.shape[1], states.shape[2]).MoveToOuterDisposeScope();
    }
}
