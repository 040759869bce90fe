using FFMpegCore;
using FFMpegCore.Exceptions;
using Workbench.Pipeline.Media;

namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>Converts audio through an installed ffmpeg.</summary>
internal static class FfmpegAudio
{
    /// <summary>
    /// Writes the first audio track as 16 kHz mono 16-bit WAV into a temporary file. Integer output matters: on the way to float samples
    /// ffmpeg's <c>-ac 1</c> scales stereo by the square root of two (the log-mel is then 0.0752 too high), to 16-bit ones it averages.
    /// </summary>
    public static string Convert(string path, CancellationToken cancellation)
    {
        var target = Path.Combine(Path.GetTempPath(), $"workbench-{Path.GetRandomFileName()}.wav");
        var errors = new List<string>();
        try
        {
            FFMpegArguments.FromFileInput(Path.GetFullPath(path))
                .OutputToFile(target, overwrite: true, options => options
                    .WithCustomArgument("-map 0:a:0 -vn")
                    .WithAudioSamplingRate(Speech.SampleRate)
                    .WithCustomArgument("-ac 1 -c:a pcm_s16le -f wav -fflags +bitexact"))
                .NotifyOnStandardError(errors.Add)
                .ProcessSynchronously(throwOnError: true, Ffmpeg.Find().Options(), cancellation);
            return target;
        }
        catch (Exception e)
        {
            File.Delete(target);
            throw e switch
            {
                FfmpegNotFoundException => new LipSyncException($"{path}: is no WAV file at {Speech.SampleRate} Hz, and what would convert it is missing: {e.Message}", e),
                FFMpegException => new LipSyncException($"{path}: ffmpeg cannot read it as audio: {string.Join(" / ", errors.TakeLast(3))}", e),
                _ => e,
            };
        }
    }
}
