using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Cli.Output;
using Workbench.Pipeline.Configuration.Application;
using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Frames;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary>Speech over generated frames: the second half of <c>generate --audio</c>. Without it no code and no file of lip-sync is touched.</summary>
internal sealed class SpeechOver
{
    private readonly SpeechOptions options;
    private readonly WorkbenchSettings settings;
    private readonly string audio;

    private SpeechOver(SpeechOptions options, WorkbenchSettings settings, string audio)
    {
        (this.options, this.settings, this.audio) = (options, settings, audio);
    }

    /// <summary>Null when the frames are to stay silent: the default, until <c>--audio</c> or <c>video.enabled</c> asks for speech.</summary>
    /// <param name="context">The command line.</param>
    /// <param name="options">Its options for speech.</param>
    /// <param name="settingsFile">Application settings; null for the shipped ones.</param>
    public static SpeechOver? Wanted(CommandContext context, SpeechOptions options, string? settingsFile)
    {
        var settings = WorkbenchSettings.Load(settingsFile);
        if (options.Audio(context) is { } audio)
        {
            options.Check(context, settings.LipSyncModel);
            return new(options, settings, audio);
        }

        if (settings.VideoEnabled)
        {
            throw new CommandException(ExitCodes.Usage, "video.enabled asks for lip-sync, and there is no speech", "--audio", "a speech file", "none", "add --audio speech.wav, or set video.enabled to false");
        }

        return options.Given(context) is { } given
            ? throw new CommandException(ExitCodes.Usage, $"{given} is for lip-sync, which runs only with speech", given, "--audio beside it", "no --audio", "add --audio speech.wav")
            : null;
    }

    /// <summary>Makes the frames talk and writes the MP4.</summary>
    /// <param name="context">The command line.</param>
    /// <param name="frames">uint8 [F, H, W, 3] RGB.</param>
    /// <param name="output">MP4.</param>
    /// <param name="device">Where the networks go.</param>
    /// <param name="fps">Frames per second.</param>
    public LipSyncResult Run(CommandContext context, Tensor frames, string output, Device device, double fps)
    {
        var job = options.Job(context, MemoryFrames.FromTensor(frames), audio, output, device, null, fps, settings.LipSyncModel);
        SpeechNotes.Write(context, job, boxesKnown: false);
        using var meters = new LipSyncMeters(context);
        return LipSyncRunner.Run(job, meters, TapLog.For(context.Log, "lipsync"), context.Cancellation);
    }
}
