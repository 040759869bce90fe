using System.Globalization;
using FFMpegCore;

namespace Workbench.Pipeline.Media.Video;

/// <summary>ffmpeg's output arguments for a <see cref="VideoOptions"/>.</summary>
internal static class EncoderArguments
{
    /// <param name="output">Where they go.</param>
    /// <param name="options">Codec, rate, audio.</param>
    /// <param name="width">Pixels per row of the frames.</param>
    /// <param name="height">Rows of the frames.</param>
    /// <param name="frames">How many frames will come, if known beforehand.</param>
    public static void Apply(FFMpegOutputOptions output, VideoOptions options, int width, int height, int? frames)
    {
        output.WithCustomArgument("-map 0:v:0");
        if (options.Codec == VideoCodecChoice.H264)
        {
            H264(output, options, width, height);
        }
        else
        {
            // Version 3 adds checksums, and cuts a frame into slices, which breaks frames of one or two pixels (ffmpeg 5.1: they decode to zero).
            var version = Math.Min(width, height) < 8 ? 1 : 3;
            output.WithCustomArgument(string.Create(CultureInfo.InvariantCulture, $"-c:v ffv1 -level {version} -pix_fmt gbrp -f matroska"));
        }

        if (options.AudioPath is not null)
        {
            Audio(output, options, frames);
        }
    }

    private static void H264(FFMpegOutputOptions output, VideoOptions options, int width, int height)
    {
        // ffmpeg converts RGB by bt601 and writes no colour tags unless told otherwise: colours would shift in players that assume bt709.
        var filters = "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int+full_chroma_inp";
        if (width % 2 != 0 || height % 2 != 0)
        {
            filters = $"{Even(width, height, options.OddSize)},{filters}";
        }

        output.WithCustomArgument($"-vf \"{filters},format=yuv420p\"");
        output.WithCustomArgument(string.Create(CultureInfo.InvariantCulture, $"-c:v libx264 -preset medium -crf {options.ConstantRateFactor} -pix_fmt yuv420p"));
        output.WithCustomArgument("-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv -movflags +faststart -f mp4");
    }

    private static string Even(int width, int height, OddSize rule) => rule switch
    {
        OddSize.Crop => $"crop={width & ~1}:{height & ~1}:0:0",
        _ => $"pad={width + width % 2}:{height + height % 2}:0:0,fillborders=left=0:right={width % 2}:top=0:bottom={height % 2}:mode=smear",
    };

    private static void Audio(FFMpegOutputOptions output, VideoOptions options, int? frames)
    {
        output.WithCustomArgument("-map 1:a:0").WithCustomArgument(options.Codec == VideoCodecChoice.H264 ? "-c:a aac -b:a 192k" : "-c:a flac");
        // apad makes the audio endless, so that the video alone decides the length: by -t where it is known, else by -shortest.
        output.WithCustomArgument("-af apad");
        output.WithCustomArgument(frames is { } count
            ? string.Create(CultureInfo.InvariantCulture, $"-t {count / options.FramesPerSecond:F6}")
            : "-shortest");
    }
}
