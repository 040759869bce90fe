using Workbench.Pipeline.LightX2V;
using Workbench.Pipeline.Media;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Stages.DitStep;
using Workbench.Pipeline.Stages.ImageEncode;
using static TorchSharp.torch;

namespace Workbench.Testing.Hosting;

/// <summary>
/// What each stage is fed when goldens are recorded: the default prompt and picture; noise at the high expert's first timestep; that noise, denoised by the
/// high expert's own prediction, at the low expert's first timestep; and the clean latent that the low expert predicts. One step per expert stands for a
/// whole run: every stage meets inputs as a run has them.
/// </summary>
/// <param name="loader">The model, for its configuration.</param>
/// <param name="prompt">Of stage 10.</param>
/// <param name="picture">File for stage 11.</param>
/// <param name="seed">Seeds the noise.</param>
public sealed class PipelineInputs(ModelLoader loader, string prompt, string picture, long seed)
{
    /// <summary>Of a stage; the caller's to dispose.</summary>
    /// <param name="stage">One of <see cref="StageNames.All"/>.</param>
    /// <param name="earlier">Outputs of the stages before it, by id.</param>
    public StageData For(string stage, IReadOnlyDictionary<string, StageData> earlier)
    {
        using var scope = NewDisposeScope();
        return stage switch
        {
            StageNames.TextEncode => Text(),
            StageNames.ImageEncode => Image(),
            StageNames.DitHigh => Step(Expert.High, Noise(earlier), earlier),
            StageNames.DitLow => Step(Expert.Low, Denoised(earlier), earlier),
            _ => Decode(earlier),
        };
    }

    private StageData Text()
    {
        var data = new StageData();
        data.Metadata["prompt"] = prompt;
        if (loader.Config.Sampling.EnableGuidance)
        {
            data.Metadata["negative_prompt"] = NegativePrompt.Default;
        }

        return data;
    }

    private StageData Image()
    {
        using var inputs = new ImageEncodeInputs
        {
            Image = ImageReader.Read(picture).DetachFromDisposeScope(),
            Frames = loader.Config.Frames,
            TargetHeight = loader.Config.TargetHeight,
            TargetWidth = loader.Config.TargetWidth,
            Resize = loader.Config.Resize.ToStage(),
        };
        return inputs.ToData();
    }

    private StageData Step(Expert expert, Tensor latents, IReadOnlyDictionary<string, StageData> earlier)
    {
        var guidance = loader.Config.Sampling.Guidance;
        return new DitStepInputs
        {
            Latents = latents,
            Y = earlier[StageNames.ImageEncode]["y"],
            Context = earlier[StageNames.TextEncode]["context"],
            ContextNull = earlier[StageNames.TextEncode].Tensors.GetValueOrDefault("context_null"),
            Timestep = First(expert).Timestep,
            Expert = expert,
            GuidanceScale = expert == Expert.High ? guidance.High : guidance.Low,
        }.ToData();
    }

    private Tensor Noise(IReadOnlyDictionary<string, StageData> earlier)
    {
        var shape = earlier[StageNames.ImageEncode]["latent"].shape;
        return Pipeline.Sampling.Noise.FromSeed(seed, shape[0], shape[1], shape[2], shape[3]); // [16, T, h, w]
    }

    /// <summary>x = (1 - sigma) clean + sigma noise, with the clean latent that the high expert's velocity points at.</summary>
    private Tensor Denoised(IReadOnlyDictionary<string, StageData> earlier)
    {
        var (noise, sigma) = (Noise(earlier), First(Expert.Low).Sigma);
        var clean = noise - (First(Expert.High).Sigma * Velocity(earlier, StageNames.DitHigh));
        return ((1 - sigma) * clean) + (sigma * noise);
    }

    private StageData Decode(IReadOnlyDictionary<string, StageData> earlier)
    {
        var data = new StageData();
        data.Tensors["latent"] = (Denoised(earlier) - (First(Expert.Low).Sigma * Velocity(earlier, StageNames.DitLow))).DetachFromDisposeScope();
        return data;
    }

    private static Tensor Velocity(IReadOnlyDictionary<string, StageData> earlier, string stage) => earlier[stage]["velocity"].cpu().to(ScalarType.Float32);

    /// <summary>The first step that an expert takes under the configuration's schedule.</summary>
    private (double Timestep, float Sigma) First(Expert expert)
    {
        using var scheduler = Samplers.Scheduler(loader.Config.Sampling);
        var rule = Samplers.Experts(loader.Config.Sampling);
        var step = Enumerable.Range(0, scheduler.Steps).First(i => rule.Choose(i, scheduler.Timesteps[i]) == expert);
        return (scheduler.Timesteps[step], scheduler.Sigmas[step]);
    }
}
