using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Pipeline.Media.Video;

/// <summary>Asks ffprobe about a file.</summary>
public static class VideoProbe
{
    /// <summary>Reads the streams and counts the video packets (the whole file is read, nothing is decoded).</summary>
    /// <exception cref="VideoException">No such file, or nothing that ffprobe can read.</exception>
    /// <exception cref="FfmpegNotFoundException">There is no ffprobe.</exception>
    public static VideoInfo Probe(string path, CancellationToken cancellation = default)
    {
        if (!File.Exists(path))
        {
            throw new VideoException($"{path}: no such file.");
        }

        var (exitCode, output, error) = ToolProcess.Run(
            Ffmpeg.Find().FfprobePath,
            ["-v", "error", "-count_packets", "-show_streams", "-show_format", "-of", "json", "-i", "file:" + path],
            cancellation);
        return exitCode == 0 && Parse(output) is { } info
            ? info
            : throw new VideoException($"{path}: not a video or audio file that ffprobe can read.\n{error.Trim()}");
    }

    private static VideoInfo? Parse(string json)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }

        if (root?["format"] is not JsonObject format || root["streams"] is not JsonArray streams)
        {
            return null;
        }

        var video = streams.FirstOrDefault(s => Text(s, "codec_type") == "video");
        var audio = streams.FirstOrDefault(s => Text(s, "codec_type") == "audio");
        var quarterTurn = Rotation(video) % 180 != 0;
        int width = Integer(video, "width"), height = Integer(video, "height");
        var duration = Seconds(format, "duration") ?? TimeSpan.Zero;
        return new()
        {
            Container = Text(format, "format_name") ?? "",
            Duration = duration,
            VideoCodec = Text(video, "codec_name"),
            PixelFormat = Text(video, "pix_fmt"),
            Width = quarterTurn ? height : width,
            Height = quarterTurn ? width : height,
            FramesPerSecond = Ratio(Text(video, "avg_frame_rate")),
            Frames = Integer(video, "nb_read_packets"),
            ColourMatrix = Text(video, "color_space"),
            ColourPrimaries = Text(video, "color_primaries"),
            ColourTransfer = Text(video, "color_transfer"),
            ColourRange = Text(video, "color_range"),
            AudioCodec = Text(audio, "codec_name"),
            AudioSampleRate = Integer(audio, "sample_rate"),
            AudioChannels = Integer(audio, "channels"),
            // Matroska keeps no length per stream, only one for the file.
            AudioDuration = audio is null ? null : Seconds(audio, "duration") ?? duration,
        };
    }

    private static string? Text(JsonNode? node, string key) => node?[key]?.ToString();

    // ffprobe writes some integers as numbers and some as text.
    private static int Integer(JsonNode? node, string key) => int.TryParse(Text(node, key), CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static TimeSpan? Seconds(JsonNode? node, string key) =>
        double.TryParse(Text(node, key), CultureInfo.InvariantCulture, out var value) ? TimeSpan.FromSeconds(value) : null;

    private static double Ratio(string? text) =>
        text?.Split('/') is [var a, var b] && double.Parse(b, CultureInfo.InvariantCulture) is var divisor and > 0
            ? double.Parse(a, CultureInfo.InvariantCulture) / divisor
            : 0;

    // Newer files carry a display matrix, older ones a tag.
    private static int Rotation(JsonNode? video) =>
        (video?["side_data_list"] as JsonArray)?.Select(d => Integer(d, "rotation")).FirstOrDefault(r => r != 0) is { } turn and not 0
            ? turn
            : Integer(video?["tags"], "rotate");
}
