using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Cli.Output;
using Workbench.Pipeline.Configuration.Application;
using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.Measuring;
using Workbench.Pipeline.Media;
using Workbench.Pipeline.Media.Video;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Sampling;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench generate</c>: a picture and a prompt to an MP4; with speech, to one that talks.</summary>
internal sealed class GenerateCommand : ICommandModule
{
    private readonly ModelOptions model = new();
    private readonly SpeechOptions speech = new("lipsync-");
    private readonly Option<string?> settings = new("--settings") { Description = "Application settings in place of configs/workbench.json; of use here: video.enabled and paths.lip_sync_model." };
    private readonly Option<string> prompt = new("--prompt", "-p") { Description = "What should happen.", DefaultValueFactory = _ => DefaultRequest.Prompt };
    private readonly Option<string> negative = new("--negative-prompt") { Description = "Used with guidance (enable_cfg).", DefaultValueFactory = _ => Pipeline.LightX2V.NegativePrompt.Default };
    private readonly Option<string?> image = new("--image", "-i") { Description = "PNG, JPEG or WebP. Default: a photograph of a cat." };
    private readonly Option<long> seed = new("--seed") { Description = "Seed of the noise, drawn on the CPU.", DefaultValueFactory = _ => DefaultRequest.Seed };
    private readonly Option<string?> noise = new("--noise") { Description = "Stage file whose tensor 'noise' [16,T,h,w] replaces the seeded noise." };
    private readonly Option<string> output = new("--output", "-o") { Description = "MP4 to write.", DefaultValueFactory = _ => Path.Combine("out", "workbench.mp4") };
    private readonly Option<bool> truncate = new("--truncate-prompt") { Description = "Cut a prompt that is longer than the text encoder takes, as upstream does silently." };
    private readonly Option<string[]> lora = new("--lora") { Description = "PATH[:STRENGTH]:high, :low or :both, or high_noise:PATH[@STRENGTH]; may be given several times.", AllowMultipleArgumentsPerToken = false };
    private readonly Option<bool> skipUnmatched = new("--lora-skip-unmatched") { Description = "Apply what matches of a LoRA with keys that match nothing (an error otherwise)." };
    private readonly Option<string?> saveStages = new("--save-stages") { Description = "Folder for every stage's inputs and outputs (docs/stage-files.md)." };

    private readonly MemoryLimitOption memory = new();

    public Command Build()
    {
        var command = new Command("generate", "Make a video from a picture and a prompt.") { prompt, negative, image, seed, noise, output, truncate, lora, skipUnmatched, saveStages, settings };
        model.AddTo(command);
        memory.AddTo(command);
        speech.AddTo(command);
        command.RunWithTorch(Run);
        return command;
    }

    private int Run(CommandContext context)
    {
        using var scope = NewDisposeScope();
        Ffmpeg.Find();
        var talk = SpeechOver.Wanted(context, speech, context.Get(settings));
        var picture = ImageReader.Read(context.Get(image) ?? DefaultRequest.Picture); // [Hi, Wi, 3]
        using var held = memory.Hold(context, model.Device(context));
        var loader = model.Loader(context);
        var used = new DeviceMemory(loader.Device);
        using var result = Generate(context, loader, picture, out var times, out var saved);
        using var writer = saved;
        var path = Path.GetFullPath(context.Get(output)!);
        var clock = Stopwatch.StartNew();
        LipSyncResult? spoken = null;
        if (talk is null)
        {
            VideoWriter.Write(path, result.Frames, new() { FramesPerSecond = loader.Config.Fps }, context.Cancellation);
            times.Add(new("mux", clock.Elapsed.TotalSeconds));
        }
        else
        {
            spoken = talk.Run(context, result.Frames, path, loader.Device, loader.Config.Fps); // the diffusion model is gone by now
            times.AddRange(spoken.Times.Select(t => new StageTime("lipsync " + t.Stage, t.Seconds)));
        }

        saved?.Finish(result, times, Process.GetCurrentProcess().PeakWorkingSet64 / 1e9, loader.Device.ToString(), loader.Config.Fps, context.Get(prompt)!, context.Get(seed));
        Report(context, path, result, times, spoken, used.PeakGigabytes());
        return ExitCodes.Pass;
    }

    /// <summary>Loads the model, makes the frames, and lets go of the model.</summary>
    private GenerateResult Generate(CommandContext context, ModelLoader loader, Tensor picture, out List<StageTime> times, out SavedRunWriter? saved)
    {
        var clock = Stopwatch.StartNew();
        using var pipeline = ImageToVideo.Load(loader);
        LoadLoras(context, pipeline);
        var loading = clock.Elapsed.TotalSeconds;
        RequireRoom(context, pipeline, prompt);
        if (pipeline.Config.Sampling.EnableGuidance)
        {
            RequireRoom(context, pipeline, negative);
        }

        saved = context.Get(saveStages) is { } folder ? new SavedRunWriter(folder, pipeline.Scheduler) : null;
        var result = pipeline.Generate(
            new() { Prompt = context.Get(prompt)!, NegativePrompt = context.Get(negative)!, Image = picture, Seed = context.Get(seed), Noise = Noise(context) },
            Observer(context, pipeline.Scheduler.Steps, saved),
            context.Cancellation);
        times = [new("load", loading), .. result.Times];
        return result;
    }

    /// <summary>Words that have no effect are an error unless the user knows of them.</summary>
    private void RequireRoom(CommandContext context, ImageToVideo pipeline, Option<string> text)
    {
        if (!context.Get(truncate) && pipeline.TextEncode.Dropped(context.Get(text)!) is > 0 and var dropped)
        {
            var room = pipeline.Config.TextLength;
            throw new CommandException(
                ExitCodes.Usage, "the prompt is longer than the text encoder takes; its end would have no effect", text.Name,
                $"at most {room} tokens, the closing one included", $"{room + dropped} tokens", "shorten it, or add --truncate-prompt");
        }
    }

    private void LoadLoras(CommandContext context, ImageToVideo pipeline)
    {
        pipeline.Loras.Options = pipeline.Loras.Options with { SkipUnmatched = context.Get(skipUnmatched) };
        if ((context.Get(lora) ?? []).Select(LoraSpec.Parse).ToList() is { Count: > 0 } specs)
        {
            context.Log.Note(pipeline.Loras.LoadLoras(specs).ToString());
        }
    }

    private Tensor? Noise(CommandContext context)
    {
        if (context.Get(noise) is not { } path)
        {
            return null;
        }

        using var data = StageData.Load(path);
        return data["noise"].alias();
    }

    private static GenerateObserver Observer(CommandContext context, int steps, SavedRunWriter? saved)
    {
        var meter = context.Progress("DIT steps", steps);
        return new()
        {
            StageBegins = context.Log.Stage,
            Sampling = new Reporter(meter),
            Tap = TapLog.For(context.Log, ""),
            Stage = saved is null ? null : saved.Stage,
            Step = saved is null ? null : saved.Step,
        };
    }

    private static void Report(CommandContext context, string path, GenerateResult result, IReadOnlyList<StageTime> times, LipSyncResult? spoken, double onDevice)
    {
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1e9;
        foreach (var warning in result.Warnings)
        {
            context.Log.Note("warning: " + warning);
        }

        if (context.Json)
        {
            context.WriteJson(new { video = path, frames = result.Frames.shape[0], height = result.Size.Height, width = result.Size.Width, times, peakHostGigabytes = peak, peakDeviceGigabytes = onDevice, lipSync = spoken is null ? null : LipSyncReport.Json(spoken) });
            return;
        }

        context.Data.WriteLine(path);
        context.Data.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Frames.shape[0]} frames, {result.Size.Width}x{result.Size.Height}; peak host memory {peak:F2} GB{(onDevice > 0 ? $", device memory {onDevice:F2} GB" : "")}"));
        if (spoken is not null)
        {
            context.Data.WriteLine(string.Create(CultureInfo.InvariantCulture, $"with speech: {spoken.Frames} frames, {spoken.FramesPerSecond:0.###} per second; networks idle while talking: {spoken.OutsideNetworks:P1}"));
        }

        foreach (var (stage, seconds) in times)
        {
            context.Data.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {stage,-18} {seconds,8:F2} s"));
        }

        context.Data.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"total",-18} {times.Sum(t => t.Seconds),8:F2} s"));
    }

    /// <summary>Called on the model's own thread, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Reporter(ProgressMeter meter) : IProgress<SamplingProgress>
    {
        public void Report(SamplingProgress value)
        {
            meter.Report(value.Done);
            if (value.Done == value.Steps)
            {
                meter.Dispose();
            }
        }
    }
}
