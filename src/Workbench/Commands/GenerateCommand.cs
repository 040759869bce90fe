using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Workbench.Cli.Hosting;
using Workbench.Cli.Output;
using Workbench.Pipeline.Media;
using Workbench.Pipeline.Media.Video;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Sampling;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench generate</c>: a picture and a prompt to an MP4.</summary>
internal sealed class GenerateCommand : ICommandModule
{
    private readonly ModelOptions model = new();
    private readonly Option<string> prompt = new("--prompt", "-p") { Description = "What should happen.", DefaultValueFactory = _ => "A cat looks around, slow cinematic motion" };
    private readonly Option<string> negative = new("--negative-prompt") { Description = "Used with guidance (enable_cfg).", DefaultValueFactory = _ => Pipeline.LightX2V.NegativePrompt.Default };
    private readonly Option<string?> image = new("--image", "-i") { Description = "PNG, JPEG or WebP. Default: a photograph of a cat." };
    private readonly Option<long> seed = new("--seed") { Description = "Seed of the noise, drawn on the CPU.", DefaultValueFactory = _ => 42 };
    private readonly Option<string?> noise = new("--noise") { Description = "Stage file whose tensor 'noise' [16,T,h,w] replaces the seeded noise." };
    private readonly Option<string> output = new("--output", "-o") { Description = "MP4 to write.", DefaultValueFactory = _ => Path.Combine("out", "workbench.mp4") };
    private readonly Option<string?> saveStages = new("--save-stages") { Description = "Folder for every stage's inputs and outputs (docs/stage-files.md)." };

    public Command Build()
    {
        var command = new Command("generate", "Make a video from a picture and a prompt.") { prompt, negative, image, seed, noise, output, saveStages };
        model.AddTo(command);
        command.RunWithTorch(Run);
        return command;
    }

    private int Run(CommandContext context)
    {
        using var scope = NewDisposeScope();
        Ffmpeg.Find();
        var clock = Stopwatch.StartNew();
        var loader = model.Loader(context);
        using var pipeline = ImageToVideo.Load(loader);
        var loading = clock.Elapsed.TotalSeconds;

        var picture = ImageReader.Read(context.Get(image) ?? Path.Combine(AppContext.BaseDirectory, "Assets", "chelsea.png")); // [Hi, Wi, 3]
        using var result = pipeline.Generate(
            new() { Prompt = context.Get(prompt)!, NegativePrompt = context.Get(negative)!, Image = picture, Seed = context.Get(seed), Noise = Noise(context) },
            Observer(context, pipeline.Scheduler.Steps),
            context.Cancellation);

        clock.Restart();
        var path = Path.GetFullPath(context.Get(output)!);
        VideoWriter.Write(path, result.Frames, new() { FramesPerSecond = pipeline.Config.Fps }, context.Cancellation);
        Report(context, path, result, [new("load", loading), .. result.Times, new("mux", clock.Elapsed.TotalSeconds)]);
        return ExitCodes.Pass;
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

    private GenerateObserver Observer(CommandContext context, int steps)
    {
        var meter = context.Progress("DIT steps", steps);
        return new()
        {
            StageBegins = context.Log.Stage,
            Sampling = new Reporter(meter),
            Tap = TapLog.For(context.Log, ""),
            Stage = context.Get(saveStages) is { } folder ? (name, data) => data.Save(Path.Combine(folder, name + ".safetensors")) : null,
        };
    }

    private static void Report(CommandContext context, string path, GenerateResult result, IReadOnlyList<StageTime> times)
    {
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1e9;
        foreach (var warning in result.Warnings)
        {
            context.Log.Note("warning: " + warning);
        }

        if (context.Json)
        {
            context.WriteJson(new { video = path, frames = result.Frames.shape[0], height = result.Size.Height, width = result.Size.Width, times, peakHostGigabytes = peak });
            return;
        }

        context.Data.WriteLine(path);
        context.Data.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Frames.shape[0]} frames, {result.Size.Width}x{result.Size.Height}; peak host memory {peak:F2} GB"));
        foreach (var (stage, seconds) in times)
        {
            context.Data.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {stage,-16} {seconds,8:F2} s"));
        }

        context.Data.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"total",-16} {times.Sum(t => t.Seconds),8:F2} s"));
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
