using System.Globalization;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.LipSync;

namespace Workbench.Cli.Output;

/// <summary>Says what a lip-sync run made.</summary>
internal static class LipSyncReport
{
    /// <summary>Where the MP4 is, then the time of each stage.</summary>
    public static void Write(CommandContext context, LipSyncResult result)
    {
        if (result.WithoutFace.Count > 0)
        {
            context.Log.Note($"warning: no face in base frames {string.Join(", ", result.WithoutFace.Take(8))}{(result.WithoutFace.Count > 8 ? $" and {result.WithoutFace.Count - 8} more" : "")}: they pass through unchanged");
        }

        if (context.Json)
        {
            context.WriteJson(Json(result));
            return;
        }

        context.Data.WriteLine(result.Path);
        context.Data.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Frames} frames, {result.Width}x{result.Height}, {result.FramesPerSecond:0.###} per second{(result.FromCache ? "; base frames from the cache" : "")}"));
        WriteTimes(context, result);
    }

    /// <summary>One line per stage, the sum, and the share outside the networks.</summary>
    public static void WriteTimes(CommandContext context, LipSyncResult result)
    {
        foreach (var (stage, seconds) in result.Times)
        {
            context.Data.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {stage,-16} {seconds,8:F2} s"));
        }

        context.Data.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"total",-16} {result.Times.Sum(t => t.Seconds),8:F2} s"));
        context.Data.WriteLine(string.Create(CultureInfo.InvariantCulture, $"networks idle while talking: {result.OutsideNetworks:P1}"));
    }

    /// <summary>The result for <c>--json</c>.</summary>
    public static object Json(LipSyncResult r) => new
    {
        video = r.Path,
        frames = r.Frames,
        width = r.Width,
        height = r.Height,
        fps = r.FramesPerSecond,
        fromCache = r.FromCache,
        withoutFace = r.WithoutFace,
        outsideNetworks = r.OutsideNetworks,
        times = r.Times.Select(t => new { stage = t.Stage, seconds = t.Seconds }),
    };
}
