using System.Globalization;
using FFMpegCore;

namespace Workbench.Pipeline.Media.Video;

/// <summary>Turns an unsuccessful run of ffmpeg into a typed error that ends with the last lines it said.</summary>
internal static class EncoderFailure
{
    private const int TailLines = 12;

    public static VideoException Of(string target, FFMpegResult result) => Of(target, result.ExitCode, result.StandardError);

    public static VideoException Of(string target, int exitCode, IEnumerable<string> stderr)
    {
        var tail = string.Join('\n', stderr.Where(line => line.Length > 0).TakeLast(TailLines));
        if (tail.Contains("No space left on device", StringComparison.Ordinal))
        {
            return new DiskFullException($"{target}: no space left on the disk; nothing was left behind.\nNext: df -h \"{Path.GetDirectoryName(Path.GetFullPath(target))}\"");
        }

        // .NET reports a killed child as 128 + signal number.
        var how = exitCode > 128
            ? string.Create(CultureInfo.InvariantCulture, $"was killed by signal {exitCode - 128}")
            : string.Create(CultureInfo.InvariantCulture, $"failed with exit code {exitCode}");
        return new FfmpegFailedException($"{target}: ffmpeg {how}; nothing was left behind.\n{tail}", exitCode);
    }
}
