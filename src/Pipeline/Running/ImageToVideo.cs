using System.Diagnostics;
using TorchSharp;
using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Lora;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Offload;
using Workbench.Pipeline.Sampling;
using Workbench.Pipeline.Stages.DitStep;
using Workbench.Pipeline.Stages.ImageEncode;
using Workbench.Pipeline.Stages.TextEncode;
using Workbench.Pipeline.Stages.VaeDecode;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Running;

/// <summary>
/// The whole image-to-video path: loads once, runs many requests. 10 text encode, 11 image encode, 12 DIT steps, 13 VAE decode;
/// stages 10 and 12 can also be run alone through the properties. What the configuration offloads is on the device while its stage runs.
/// </summary>
public sealed class ImageToVideo : IDisposable
{
    private readonly ModelLoader loader;
    private readonly Visiting<WanVae> vae;
    private readonly ExpertPair experts;
    private readonly IScheduler scheduler;

    private ImageToVideo(ModelLoader loader, TextEncodeStage text, Visiting<WanVae> vae, ExpertPair experts)
    {
        this.loader = loader;
        this.vae = vae;
        this.experts = experts;
        TextEncode = text;
        DitStep = new(experts);
        Loras = new(experts.Resident(Models.WanDit.Expert.High).Parameters, experts.Resident(Models.WanDit.Expert.Low).Parameters, LoraTargets.Options(loader.Config.Lora));
        scheduler = Samplers.Scheduler(loader.Config.Sampling);
    }

    /// <summary>The configuration it was loaded with.</summary>
    public PipelineConfig Config => loader.Config;

    /// <summary>The plan it was loaded with.</summary>
    public ExecutionPlan Plan => loader.Plan;

    /// <summary>Where it runs.</summary>
    public Device Device => loader.Device;

    /// <summary>Stage 10.</summary>
    public TextEncodeStage TextEncode { get; }

    /// <summary>Stage 12.</summary>
    public DitStepStage DitStep { get; }

    /// <summary>Switches LoRAs between runs. Those of the configuration are on from the start.</summary>
    public LoraManager Loras { get; }

    /// <summary>The network of one expert, ready to run; stays owned by this object.</summary>
    public WanDit Expert(Expert which) => experts.Resident(which);

    /// <summary>Timesteps, sigmas and steps of this configuration.</summary>
    public IScheduler Scheduler => scheduler;

    /// <summary>Loads every network; expensive, and never on the path of a request.</summary>
    /// <exception cref="Checkpoints.CheckpointException">A part is missing or not of this architecture; nothing stays loaded.</exception>
    public static ImageToVideo Load(ModelLoader loader)
    {
        using var owned = new DisposeList();
        var text = owned.Add(loader.TextEncode());
        var vae = owned.Add(Vae(loader));
        var experts = owned.Add(loader.Experts());
        var pipeline = new ImageToVideo(loader, text, vae, experts);
        owned.Release();
        try
        {
            pipeline.Loras.LoadLoras(loader.Loras);
            return pipeline;
        }
        catch
        {
            pipeline.Dispose();
            throw;
        }
    }

    /// <summary>Runs one request; the caller owns the result.</summary>
    /// <exception cref="Stages.StageInputException">The picture or the sizes cannot be used.</exception>
    /// <exception cref="BoundaryException">A tensor between two stages is not what the plan agreed.</exception>
    /// <exception cref="OperationCanceledException">Asked between blocks and chunks; nothing stays behind.</exception>
    public GenerateResult Generate(GenerateRequest request, GenerateObserver? observer = null, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        observer ??= new();
        var times = new List<StageTime>();
        var guided = Config.Sampling.EnableGuidance;

        using var text = Timed("10 text encode", times, observer, () =>
            TextEncode.Run(new(request.Prompt, guided ? request.NegativePrompt : null), observer.Tap["t5"], cancellation));
        Show(observer, "10.outputs", text.ToData);
        BoundaryCheck.Verify(text.Context, StageBoundaries.Context(Plan, DitStep.Config.TextDim));

        using var image = Timed("11 image encode", times, observer, () => EncodeImage(request, observer, cancellation));
        Show(observer, "11.outputs", image.ToData);
        BoundaryCheck.Verify(image.Y, StageBoundaries.Conditioning(Plan, image.Size.LatentHeight, image.Size.LatentWidth));

        var noise = request.Noise ?? NoiseFor(request.Seed, image.LatentShape); // [16, T, h, w]
        var latents = Timed("12 DIT steps", times, observer, () => Sample(text, image, noise, observer, cancellation)); // [16, T, h, w]

        BoundaryCheck.Verify(latents, StageBoundaries.Latent(Plan, image.Size.LatentHeight, image.Size.LatentWidth));

        using var decodeInputs = new VaeDecodeInputs { Latent = latents.alias().DetachFromDisposeScope() };
        Show(observer, "13.inputs", decodeInputs.ToData);
        using var video = Timed("13 VAE decode", times, observer, () => DecodeVideo(decodeInputs, observer, cancellation));
        Show(observer, "13.outputs", video.ToData);

        return new()
        {
            Frames = video.Frames.alias().DetachFromDisposeScope(),
            Latents = latents.alias().DetachFromDisposeScope(),
            Size = image.Size,
            Times = times,
            Warnings = text.Warnings,
        };
    }

    public void Dispose()
    {
        scheduler.Dispose();
        Loras.Dispose();
        experts.Dispose();
        vae.Dispose();
        TextEncode.Dispose();
    }

    private ImageEncodeOutputs EncodeImage(GenerateRequest request, GenerateObserver observer, CancellationToken cancellation)
    {
        using var inputs = new ImageEncodeInputs
        {
            Image = request.Image.alias().DetachFromDisposeScope(),
            Frames = Config.Frames,
            TargetHeight = Config.TargetHeight,
            TargetWidth = Config.TargetWidth,
            Resize = Config.Resize.ToStage(),
        };
        Show(observer, "11.inputs", inputs.ToData);
        using var visit = vae.Begin();
        return new ImageEncodeStage(visit.Value, new() { OutputDtype = loader.Dtypes.Latents, Tiling = loader.Tiling }) { Progress = observer.Chunks }.Run(inputs, observer.Tap, cancellation);
    }

    private VaeDecodeOutputs DecodeVideo(VaeDecodeInputs inputs, GenerateObserver observer, CancellationToken cancellation)
    {
        using var visit = vae.Begin();
        return new VaeDecodeStage(visit.Value, new() { KeepVideo = observer.Stage is not null, Tiling = loader.Tiling })
        {
            Progress = observer.Chunks,
            Examine = piece => BoundaryCheck.Verify(piece, StageBoundaries.VideoChunk(Plan)),
        }.Run(inputs, observer.Tap, cancellation);
    }

    private Tensor Sample(TextEncodeOutputs text, ImageEncodeOutputs image, Tensor noise, GenerateObserver observer, CancellationToken cancellation)
    {
        var loop = new SamplingLoop(DitStep, scheduler, Samplers.Experts(Config.Sampling), loader.Dtypes);
        var inputs = new SamplingInputs
        {
            Noise = noise,
            Y = image.Y,
            Context = text.Context,
            ContextNull = text.ContextNull,
            Guidance = Config.Sampling.Guidance,
        };
        var velocity = StageBoundaries.Velocity(Plan, image.Size.LatentHeight, image.Size.LatentWidth);
        return loop.Run(inputs, observer.Sampling, Step, observer.Tap, cancellation);

        void Step(SamplingStep step)
        {
            BoundaryCheck.Verify(step.Velocity, velocity);
            observer.Step?.Invoke(step);
        }
    }

    private static Visiting<WanVae> Vae(ModelLoader loader)
    {
        if (loader.Config.VaeVisits)
        {
            loader.Vae().Dispose(); // a file that does not fit is found now, not after the sampling
        }

        return new(loader.Vae, keep: !loader.Config.VaeVisits);
    }

    private static Tensor NoiseFor(long seed, long[] shape) => Noise.FromSeed(seed, shape[0], shape[1], shape[2], shape[3]);

    private T Timed<T>(string stage, List<StageTime> times, GenerateObserver observer, Func<T> run)
    {
        observer.StageBegins?.Invoke(stage);
        var clock = Stopwatch.StartNew();
        var result = run();
        if (Device.type == DeviceType.CUDA)
        {
            cuda.synchronize(); // launches return before they are done
        }

        times.Add(new(stage, clock.Elapsed.TotalSeconds));
        return result;
    }

    private static void Show(GenerateObserver observer, string name, Func<Stages.StageData> data)
    {
        if (observer.Stage is not null)
        {
            using var shown = data();
            observer.Stage(name, shown);
        }
    }
}
