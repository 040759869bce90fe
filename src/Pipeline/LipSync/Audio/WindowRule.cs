namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>Which encoder steps a video frame hears.</summary>
public enum WindowRule
{
    /// <summary>
    /// Centred at any frame rate: steps floor(50 i / fps) - 2 left .. + 2 right + 1, silence in feature space outside the audio.
    /// Equal to <see cref="Upstream"/> at 25 fps (and 26 to 49 whole fps); elsewhere upstream is early by 40 ms or more, or fails.
    /// </summary>
    Centred,

    /// <summary>MuseTalk's get_whisper_chunk to the letter: whole fps (29.97 becomes 29), and no frames at all at 50 fps or for a single frame.</summary>
    Upstream,

    /// <summary>MuseTalk 1.0 as first released: centred, and the first or last step repeated outside the audio.</summary>
    Repeated,
}
