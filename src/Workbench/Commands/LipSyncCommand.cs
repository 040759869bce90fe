using System.CommandLine;
using Workbench.Cli.Hosting;
using Workbench.Cli.Output;
using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Demo;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.Media;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench lipsync</c>: base frames and speech to a talking MP4. Without arguments a drawn face says a synthesised sentence.</summary>
internal sealed class LipSyncCommand : ICommandModule
{
    private const int DemoFrames = 25, DemoSide = 480;
    private const double DefaultFps = 25;

    private readonly SpeechOptions speech = new("");
    private readonly Option<string?> frames = new("--frames", "-f") { Description = "Base frames: a folder of pictures, a picture, or a video (mp4, gif, ...). Default: a drawn face." };
    private readonly Option<string> say = new("--say") { Description = "What the demonstration says when no --audio is given.", DefaultValueFactory = _ => DemoSpeech.Sentence };
    private readonly Option<string> output = new("--out", "-o") { Description = "MP4 to write.", DefaultValueFactory = _ => Path.Combine("out", "lipsync.mp4") };
    private readonly Option<double?> fps = new("--fps") { Description = "Frames per second of the result. Default: the base video's; 25 for pictures." };
    private readonly Option<string> device = new("--device", "-d") { Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };
    private readonly Option<string?> dtype = new("--dtype") { Description = "FP32, BF16 or FP16. Default: FP32 on the CPU, FP16 on a GPU." };

    private readonly Option<string?> saveStage = new("--save-stage") { Description = "File for the input of stage 20, which `workbench stage run 20` takes (docs/stage-files.md)." };

    public Command Build()
    {
        var command = new Command("lipsync", "Make a face talk: base frames and speech to an MP4.") { frames, say, output, fps, device, dtype, saveStage };
        speech.AddTo(command);
        command.RunWithTorch(Run);
        return command;
    }

    private int Run(CommandContext context)
    {
        using var scope = NewDisposeScope();
        Ffmpeg.Find();
        using var temporary = new DemoFile(speech.Audio(context) is null);
        var audio = speech.Audio(context) ?? Demonstration(context, temporary.Path);
        var (source, boxes) = Frames(context);
        var rate = context.Get(fps) ?? (context.Get(frames) is { } path ? FrameSources.FramesPerSecond(path, context.Cancellation) : null) ?? DefaultFps;
        var job = speech.Job(context, source, audio, context.Get(output)!, DeviceNames.Device(context.Get(device)!), DeviceNames.Dtype(context.Get(dtype)), rate);
        SpeechNotes.Write(context, job, boxes is not null);
        using var meters = new LipSyncMeters(context);
        var result = LipSyncRunner.Run(job with { Boxes = job.Boxes ?? boxes, StageFile = context.Get(saveStage) }, meters, TapLog.For(context.Log, ""), context.Cancellation);
        meters.Dispose();
        LipSyncReport.Write(context, result);
        return ExitCodes.Pass;
    }

    private string Demonstration(CommandContext context, string path)
    {
        if (DemoSpeech.Write(path, context.Get(say)!) is { } note)
        {
            context.Log.Note("note: " + note);
        }

        return path;
    }

    /// <summary>The base frames, and the boxes where they are known: of the drawn face.</summary>
    private (IFrameSource Frames, IReadOnlyList<FaceBox>? Boxes) Frames(CommandContext context)
    {
        if (context.Get(frames) is { } path)
        {
            return (FrameSources.Open(path, context.Cancellation), null);
        }

        var (drawn, boxes) = new DrawnFace(DemoSide, DemoSide).Idle(DemoFrames);
        return (new MemoryFrames(drawn), boxes);
    }
}
