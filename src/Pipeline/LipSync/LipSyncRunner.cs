using System.Diagnostics;
using TorchSharp;
using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Avatars;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Stages;
using Workbench.Pipeline.Media;
using Workbench.Pipeline.Media.Video;
using Workbench.Pipeline.Taps;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync;

/// <summary>Runs a <see cref="LipSyncJob"/>: load, prepare, talk, mux. Frames go to the muxer as they are made.</summary>
public static class LipSyncRunner
{
    /// <summary>Makes the video, whole or not at all. What can be wrong is looked at before a network is loaded.</summary>
    /// <param name="job">What to make.</param>
    /// <param name="progress">Told after each frame or batch, on the calling thread.</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <param name="cancellation">Asked between frames and batches.</param>
    /// <exception cref="LipSyncException">Frames, speech, boxes and models do not fit together.</exception>
    /// <exception cref="VideoException">The result cannot be written.</exception>
    /// <exception cref="FfmpegNotFoundException">There is no ffmpeg.</exception>
    public static LipSyncResult Run(LipSyncJob job, IProgress<LipSyncProgress>? progress = null, Tap tap = default, CancellationToken cancellation = default)
    {
        Ffmpeg.Find();
        using var speech = SpeechReader.Open(job.AudioPath, cancellation);
        var clock = Stopwatch.StartNew();
        var folder = job.ModelFolder ?? DefaultModel.LipSyncFolder();
        using var models = Load(job, folder);
        var pipeline = new LipSyncPipeline(models, job.Options);
        pipeline.FrameCount(speech);
        var loading = Lap(clock);

        SaveStage(job, pipeline, folder, speech);
        var request = new AvatarRequest { Locator = Locator(job, folder), CacheFile = job.CacheFile };
        using var avatar = pipeline.Prepare(job.Frames, request, progress, tap, cancellation);
        var preparing = Lap(clock);

        var size = avatar.Frames.Read(0);
        var video = job.Video with { FramesPerSecond = job.Options.Fps, AudioPath = job.AudioPath, Length = LengthRule.Frames };
        var frames = pipeline.Run(avatar, speech, progress, tap, cancellation).Select(f => (ReadOnlyMemory<byte>)f.Image.Pixels);
        var written = VideoWriter.Write(job.Output, frames, size.Width, size.Height, video, cancellation);
        var (times, muxed) = (pipeline.Times, VideoProbe.Probe(job.Output, cancellation)); // odd sizes are padded
        return new()
        {
            Path = Path.GetFullPath(job.Output),
            Frames = written,
            Width = muxed.Width,
            Height = muxed.Height,
            FramesPerSecond = job.Options.Fps,
            FromCache = avatar.FromCache,
            WithoutFace = [.. Enumerable.Range(0, avatar.Faces.Count).Where(i => avatar.Faces[i] is null)],
            OutsideNetworks = times.OutsideNetworks,
            Times =
            [
                ("load", loading), ("prepare", preparing),
                ("audio", times[LipSyncPart.Audio].TotalSeconds), ("generate", times[LipSyncPart.Generate].TotalSeconds), ("decode", times[LipSyncPart.Decode].TotalSeconds),
                ("blend", times[LipSyncPart.Blend].TotalSeconds), ("mux", Lap(clock) - times.Total.TotalSeconds),
            ],
        };
    }

    private static LipSyncModels Load(LipSyncJob job, string folder)
    {
        var dtype = job.Dtype ?? (job.Device.type == DeviceType.CPU ? ScalarType.Float32 : ScalarType.Float16);
        return LipSyncLoader.Load(LipSyncPaths.Under(folder, version1: job.Version != LipSyncVersion.V15), job.Device, dtype);
    }

    /// <summary>Null stands for the loaded detector.</summary>
    private static IFaceLocator? Locator(LipSyncJob job, string folder) =>
        job.Boxes is { } boxes ? new GivenBoxes(boxes) : TinyLipSyncFolder.IsAt(folder) ? new CentreBox() : null;

    private static void SaveStage(LipSyncJob job, LipSyncPipeline pipeline, string folder, Speech speech)
    {
        if (job.StageFile is { } path)
        {
            using var inputs = LipSyncInputs.Of(job.Frames, Locator(job, folder) ?? pipeline.Detector(), speech, job.Options.Fps);
            using var data = inputs.ToData();
            LipSyncStageSettings.Note(data.Metadata, job.Version, job.Options);
            data.Save(path);
        }
    }

    private static double Lap(Stopwatch clock)
    {
        var seconds = clock.Elapsed.TotalSeconds;
        clock.Restart();
        return seconds;
    }
}
