using System.Globalization;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Sampling;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.Cli.Output;

/// <summary>
/// The folder of <c>generate --save-stages</c>: a stage file per stage and role, <c>12.steps</c> with latents and velocities of every step, and
/// <c>run.json</c>. <c>workbench report</c> reads it. Steps cost 26 MB of host memory each at 480p and 81 frames.
/// </summary>
/// <param name="folder">Made when missing.</param>
/// <param name="scheduler">For the noise levels.</param>
internal sealed class SavedRunWriter(string folder, IScheduler scheduler) : IDisposable
{
    private readonly StageData steps = new();

    public void Stage(string name, StageData data) => data.Save(Path.Combine(folder, name + ".safetensors"));

    public void Step(SamplingStep step)
    {
        var number = step.Index.ToString("000", CultureInfo.InvariantCulture);
        steps.Tensors["latents." + number] = Kept(step.Latents);
        steps.Tensors["velocity." + number] = Kept(step.Velocity);
        steps.Metadata["step." + number] = string.Create(CultureInfo.InvariantCulture, $"{step.Timestep:R} {scheduler.Sigmas[step.Index]:R} {(step.Expert == Expert.High ? "high" : "low")}");
    }

    /// <summary>Writes the steps and what else is known of the run.</summary>
    public void Finish(GenerateResult result, IReadOnlyList<StageTime> times, double peakHostGigabytes, string device, int fps, string prompt, long seed)
    {
        steps.Save(Path.Combine(folder, "12.steps.safetensors"));
        File.WriteAllText(Path.Combine(folder, "run.json"), JsonOutput.Text(new
        {
            prompt,
            seed,
            device,
            fps,
            frames = result.Frames.shape[0],
            height = result.Size.Height,
            width = result.Size.Width,
            peakHostGigabytes,
            warnings = string.Join(' ', result.Warnings),
            times,
        }));
    }

    public void Dispose() => steps.Dispose();

    private static Tensor Kept(Tensor tensor) => tensor.detach().to(ScalarType.Float32).cpu().clone().DetachFromDisposeScope();
}
