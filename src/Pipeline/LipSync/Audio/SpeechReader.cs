namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>Opens audio of any kind as <see cref="Speech"/>: WAV at 16 kHz directly, everything else through ffmpeg.</summary>
public static class SpeechReader
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">Audio, or video with an audio track.</param>
    /// <param name="cancellation">Ends a running conversion.</param>
    /// <exception cref="LipSyncException">Missing, not audio, empty, or ffmpeg is needed and not installed.</exception>
    public static Speech Open(string path, CancellationToken cancellation = default)
    {
        if (!File.Exists(path))
        {
            throw new LipSyncException($"{path}: there is no such audio file.");
        }

        var speech = OpenDirectly(path, null) ?? OpenDirectly(FfmpegAudio.Convert(path, cancellation), path)!;
        if (speech.Samples > 0)
        {
            return speech;
        }

        speech.Dispose();
        throw new LipSyncException($"{path}: holds no audio samples.");
    }

    private static WavSpeech? OpenDirectly(string path, string? convertedFrom)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (WavHeader.Read(stream) is { IsDirect: true } format)
            {
                return new(stream, format, convertedFrom is null ? null : path);
            }

            stream.Dispose();
            return convertedFrom is null ? null : throw new LipSyncException($"{convertedFrom}: ffmpeg's conversion {path} is no WAV file at {Speech.SampleRate} Hz.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LipSyncException($"{path}: cannot open: {e.Message}", e);
        }
    }
}
