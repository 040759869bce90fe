using Workbench.Pipeline.Media;

namespace Workbench.Cli.Doctor;

/// <summary>ffmpeg and ffprobe, new enough and with the encoders that are used.</summary>
internal sealed class FfmpegCheck : IDoctorCheck
{
    private static readonly string[] Encoders = ["libx264", "ffv1", "aac", "flac"];

    public string Id => "ffmpeg";

    public Finding Look()
    {
        var ffmpeg = Ffmpeg.Find();
        var missing = Encoders.Except(ffmpeg.Encoders()).ToList();
        var (status, remark) = (missing.Count, ffmpeg.Number) switch
        {
            ( > 0, _) => (FindingStatus.Unfit, $"; built without {string.Join(", ", missing)}"),
            (_, { } number) when number < Ffmpeg.OldestSupported => (FindingStatus.Unfit, $"; older than {Ffmpeg.OldestSupported}"),
            _ => (FindingStatus.Ok, ""),
        };
        return new(Id, status, $"{ffmpeg.Version}, {ffmpeg.FfmpegPath}{remark}", status == FindingStatus.Ok ? null : Ffmpeg.InstallCommand)
        {
            Details = { ["version"] = ffmpeg.Version, ["ffmpeg"] = ffmpeg.FfmpegPath, ["ffprobe"] = ffmpeg.FfprobePath },
        };
    }
}
