using System.CommandLine;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Frames;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary>The options that say how a face is made to talk; shared by <c>lipsync</c> and <c>generate --audio</c>.</summary>
/// <param name="prefix">Before the names that would be taken for another model's.</param>
internal sealed class SpeechOptions(string prefix)
{
    private readonly Option<string?> audio = new("--audio", "-a") { Description = "Speech: any audio or video file that ffmpeg reads." };
    private readonly Option<string?> model = new($"--{prefix}model") { Description = "Folder laid out as MuseTalk's models/. Default: a tiny random one, whose mouths are noise." };
    private readonly Option<string> version = new($"--{prefix}version") { Description = "v15 (MuseTalk 1.5), v1 (1.0 weights under today's upstream code) or v1-original.", DefaultValueFactory = _ => "v15" };
    private readonly Option<string?> boxes = new("--boxes") { Description = "JSON with face boxes: [[left, top, right, bottom], null, ...], one per base frame, or a single one. Default: the face detector finds them." };
    private readonly Option<int> batch = new($"--{prefix}batch") { Description = "Output frames per network call.", DefaultValueFactory = _ => LipSyncOptions.V15.BatchSize };
    private readonly Option<string?> parsingMode = new("--parsing-mode") { Description = "Which part of the face is replaced: jaw, raw, neck or face. Default: the version's." };
    private readonly Option<int?> margin = new("--extra-margin") { Description = "Pixels added below the chin. Default: the version's." };
    private readonly Option<double?> leastFaces = new("--min-faces") { Description = "Least share of base frames that must show a face, 0 to 1. Default: 0.5." };
    private readonly Option<int?> smooth = new("--smooth-boxes") { Description = "Base frames over which face boxes are averaged, odd. Default: 1, as upstream." };
    private readonly Option<string?> cache = new("--avatar-cache") { Description = "File that keeps the prepared base frames for the next speech." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { audio, model, version, boxes, batch, parsingMode, margin, leastFaces, smooth, cache })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The speech file, or null.</summary>
    public string? Audio(CommandContext context) => context.Get(audio);

    /// <summary>The first option that only lip-sync understands and that was given; null when there is none.</summary>
    public string? Given(CommandContext context) =>
        new Option[] { audio, model, version, boxes, batch, parsingMode, margin, leastFaces, smooth, cache }.FirstOrDefault(context.Given)?.Name;

    /// <summary>Looks at everything that can be wrong without frames: before minutes of diffusion, not after.</summary>
    public void Check(CommandContext context, string? folder)
    {
        SpeechReader.Open(context.Get(audio)!, context.Cancellation).Dispose();
        Job(context, new MemoryFrames([]), "", "", CPU, null, 1);
        if ((context.Get(model) ?? folder) is { } path)
        {
            LipSyncPaths.Under(path, version1: Version(context) != LipSyncVersion.V15);
        }
    }

    /// <summary>The job these options describe.</summary>
    /// <param name="context">Their values.</param>
    /// <param name="frames">Base frames.</param>
    /// <param name="audioPath">Speech.</param>
    /// <param name="output">MP4.</param>
    /// <param name="device">Where the networks go.</param>
    /// <param name="dtype">Their dtype, or null for the device's.</param>
    /// <param name="fps">Frames per second.</param>
    /// <param name="folder">Model folder where the option names none.</param>
    public LipSyncJob Job(CommandContext context, IFrameSource frames, string audioPath, string output, Device device, ScalarType? dtype, double fps, string? folder = null)
    {
        var chosen = Version(context);
        return new()
        {
            Frames = frames,
            AudioPath = audioPath,
            Output = output,
            ModelFolder = context.Get(model) ?? folder,
            Version = chosen,
            Options = Options(context, LipSyncOptions.Of(chosen), fps),
            Boxes = context.Get(boxes) is { } file ? BoxFile.Read(file) : null,
            CacheFile = context.Get(cache),
            Device = device,
            Dtype = dtype,
        };
    }

    private LipSyncOptions Options(CommandContext context, LipSyncOptions of, double fps)
    {
        var avatar = of.Avatar with
        {
            ExtraMargin = context.Get(margin) ?? of.Avatar.ExtraMargin,
            MinimumCoverage = context.Get(leastFaces) ?? of.Avatar.MinimumCoverage,
            SmoothedFrames = context.Get(smooth) ?? of.Avatar.SmoothedFrames,
            Blend = of.Avatar.Blend with { Mode = Mode(context) ?? of.Avatar.Blend.Mode },
        };
        return of with { Fps = fps, BatchSize = context.Get(batch), Avatar = avatar };
    }

    private LipSyncVersion Version(CommandContext context) => context.Get(version) switch
    {
        "v15" => LipSyncVersion.V15,
        "v1" => LipSyncVersion.V1,
        "v1-original" => LipSyncVersion.V1Original,
        var other => throw new CommandException(ExitCodes.Usage, "unknown version of MuseTalk", version.Name, "v15, v1 or v1-original", other),
    };

    private ParsingMode? Mode(CommandContext context) => context.Get(parsingMode) switch
    {
        null => null,
        var name when Enum.TryParse<ParsingMode>(name, ignoreCase: true, out var mode) && Enum.IsDefined(mode) => mode,
        var other => throw new CommandException(ExitCodes.Usage, "unknown parsing mode", "--parsing-mode", "jaw, raw, neck or face", other),
    };
}
