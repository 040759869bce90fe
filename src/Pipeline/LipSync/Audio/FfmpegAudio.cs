using FFMpegCore;
using FFMpegCore.Exceptions;

namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>Converts audio through an installed ffmpeg.</summary>
internal static class FfmpegAudio
{
    /// <summary>
    /// Writes the first audio track as 16 kHz mono 16-bit WAV into a temporary file. Integer output matters: on the way to float samples
    /// ffmpeg's <c>-ac 1</c> scales stereo by the square root of two, to 16-bit ones it averages (spec of the log-mel: +0.0752 otherwise).
    /// </summary>
    public static string Convert(string path, CancellationToken cancellation)
    {
        var target = Path.Combine(Path.GetTempPath(), $"workbench-{Path.GetRandomFileName()}.wav");
        var errors = new List<string>();
        try
        {
            FFMpegArguments.FromFileInput(path)
                .OutputToFile(target, overwrite: true, options => options
                    .WithCustomArgument("-map 0:a:0 -vn")
                    .WithAudioSamplingRate(Speech.SampleRate)
                    .WithCustomArgument("-ac 1 -c:a pcm_s16le -f wav -fflags +bitexact"))
                .NotifyOnStandardError(errors.Add)
                .ProcessSynchronously(throwOnError: true, null, cancellation);
            return target;
        }
        catch (Exception e)
        {
            File.Delete(target);
            throw e switch
            {
                OperationCanceledException => e,
                FFMpegException when e.Message.Contains("not found", StringComparison.OrdinalIgnoreCase) => new LipSyncException(
                    $"{path}: ffmpeg is needed to read it and was not found. Expected: 16 kHz WAV, or ffmpeg on the PATH.\nNext: apt-get install ffmpeg", e),
                _ => new LipSyncException($"{path}: ffmpeg cannot read it as audio: {string.Join(" / ", errors.TakeLast(3))}", e),
            };
        }
    }
}
