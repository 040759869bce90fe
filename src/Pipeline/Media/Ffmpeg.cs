using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using FFMpegCore;

namespace Workbench.Pipeline.Media;

/// <summary>The ffmpeg and ffprobe to use: from <c>WORKBENCH_FFMPEG</c> (the binary or its folder), else from PATH.</summary>
/// <param name="FfmpegPath">Full path of ffmpeg.</param>
/// <param name="FfprobePath">Full path of ffprobe, in the same folder.</param>
/// <param name="Version">As ffmpeg names itself, such as <c>5.1.9-0+deb12u1</c>.</param>
public sealed partial record Ffmpeg(string FfmpegPath, string FfprobePath, string Version)
{
    /// <summary>Names the binary or its folder, when it is not on PATH.</summary>
    public const string Variable = "WORKBENCH_FFMPEG";

    /// <summary>The command that installs both on Debian and Ubuntu.</summary>
    public const string InstallCommand = "apt-get install -y --no-install-recommends ffmpeg";

    private static readonly ConcurrentDictionary<string, string> Versions = new(StringComparer.Ordinal);

    /// <summary>Oldest version that was tried (Ubuntu 22.04).</summary>
    public static readonly Version OldestSupported = new(4, 4);

    /// <summary>Major and minor version; null for builds named after a commit.</summary>
    public Version? Number => VersionNumber().Match(Version) is { Success: true } match
        ? System.Version.Parse(match.Value)
        : null;

    /// <summary>Finds both binaries and asks ffmpeg for its version.</summary>
    /// <exception cref="FfmpegNotFoundException">One is missing or does not start; the message says what to do.</exception>
    public static Ffmpeg Find() => Find(Environment.GetEnvironmentVariable(Variable), Environment.GetEnvironmentVariable("PATH"));

    internal static Ffmpeg Find(string? given, string? path)
    {
        var folders = given is { Length: > 0 }
            ? [Directory.Exists(given) ? given : Path.GetDirectoryName(Path.GetFullPath(given))!]
            : (path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var folder = folders.FirstOrDefault(f => File.Exists(Path.Combine(f, "ffmpeg")) && File.Exists(Path.Combine(f, "ffprobe")))
            ?? throw new FfmpegNotFoundException(given is { Length: > 0 }
                ? $"{Variable}={given}: expected the ffmpeg binary, or a folder that holds ffmpeg and ffprobe.\nNext: {InstallCommand}, and unset {Variable}."
                : $"ffmpeg and ffprobe are not on PATH.\nNext: {InstallCommand}, or set {Variable} to the folder that holds both.");
        folder = Path.GetFullPath(folder);
        var ffmpeg = Path.Combine(folder, "ffmpeg");
        return new(ffmpeg, Path.Combine(folder, "ffprobe"), Versions.GetOrAdd(ffmpeg, VersionOf));
    }

    /// <summary>Names of the encoders this build has.</summary>
    public IReadOnlySet<string> Encoders() => ToolProcess.Run(FfmpegPath, ["-hide_banner", "-encoders"], CancellationToken.None).Output.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words.Length > 1 && words[0].Length == 6) // " V....D libx264   description"
        .Select(words => words[1]).ToHashSet(StringComparer.Ordinal);

    /// <summary>FFMpegCore falls back to PATH when a folder lacks the binary, so it is always given a folder that holds both.</summary>
    internal FFOptions Options() => new() { BinaryFolder = Path.GetDirectoryName(FfmpegPath)! };

    private static string VersionOf(string ffmpeg)
    {
        var answer = ToolProcess.Run(ffmpeg, ["-version"], CancellationToken.None);
        var words = answer.Output.Split(' ', 4);
        return answer.ExitCode == 0 && words.Length > 2 && words[1] == "version"
            ? words[2]
            : throw new FfmpegNotFoundException(
                string.Create(CultureInfo.InvariantCulture, $"{ffmpeg} -version: exit code {answer.ExitCode}.\n{answer.Error.Trim()}\nNext: {InstallCommand}."));
    }

    [GeneratedRegex(@"^\d+\.\d+")]
    private static partial Regex VersionNumber();
}
