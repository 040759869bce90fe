using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Pipeline.Sampling;
using static TorchSharp.torch;

namespace Workbench.Parity.Scheduler;

/// <summary>Case <c>scheduler</c>: tables and trajectories of the three schedulers, fed with the oracle's made-up predictions.</summary>
public sealed partial class SchedulerParity : IParitySuite
{
    /// <summary>Sigmas are fp32 quotients: a unit roundoff or two.</summary>
    private const double TableLimit = 1e-6;

    /// <summary>Up to 40 steps of fp32 sums on coefficients in which cancellation leaves some 1e-6.</summary>
    private const double TrajectoryLimit = 1e-5;

    public string Case => "scheduler";

    public int Stage => 12;

    public void Run(ParityContext context)
    {
        var hyper = context.Oracle.Manifest["hyper"]!;
        var steps = hyper["distill"]!["steps"]!.AsArray().Select(s => (int)s!).ToArray();
        var shift = (double)hyper["distill"]!["shift"]!;
        Distill(context, steps, shift);
        context.Compare("distill.sigmas_ends", Table(new StepDistillScheduler(Ends(context), shift).Sigmas.SkipLast(1)), TableLimit);

        foreach (var count in hyper["sched"]!["steps"]!.AsArray().Select(s => (int)s!))
        {
            var multistepShift = (double)hyper["sched"]!["shift"]!;
            var name = $"steps{count.ToString(CultureInfo.InvariantCulture)}";
            using var unipc = new UniPCScheduler(count, multistepShift);
            Multistep(context, name, "unipc", unipc);
            using var dpm = new DpmSolverScheduler(count, multistepShift);
            Multistep(context, name, "dpmpp", dpm);
        }
    }

    private static void Distill(ParityContext context, int[] steps, double shift)
    {
        using var scheduler = new StepDistillScheduler(steps, shift);
        context.Compare("distill.sigmas", Table(scheduler.Sigmas.SkipLast(1)), TableLimit);
        var timesteps = tensor(scheduler.Timesteps.ToArray());
        context.Compare("distill.timesteps", timesteps, TableLimit);
        context.Compare("distill.timestep_input", timesteps, TableLimit);
        context.Compare("distill.traj", Trajectory(scheduler, context.Expected("distill.start"), context.Expected("distill.preds")), TrajectoryLimit);
    }

    private static void Multistep(ParityContext context, string run, string solver, IScheduler scheduler)
    {
        context.Exact($"{run}.{solver}.timesteps", tensor(scheduler.Timesteps.ToArray()));
        context.Compare($"{run}.{solver}.sigmas", Table(scheduler.Sigmas), TableLimit);
        context.Compare($"{run}.{solver}.traj", Trajectory(scheduler, context.Expected(run + ".start"), context.Expected(run + ".preds")), TrajectoryLimit);
    }

    private static Tensor Trajectory(IScheduler scheduler, Tensor latents, Tensor predictions)
    {
        var trajectory = new List<Tensor>();
        for (var i = 0; i < scheduler.Steps; i++)
        {
            latents = scheduler.Step(predictions[i], i, latents);
            trajectory.Add(latents);
        }

        return stack(trajectory);
    }

    private static Tensor Table(IEnumerable<float> values) => tensor(values.ToArray());

    /// <summary>The list stands only in the tensor's description.</summary>
    private static int[] Ends(ParityContext context)
    {
        var meaning = (string)context.Oracle.Manifest["cases"]!["scheduler"]!["tensors"]!["distill.sigmas_ends"]!["meaning"]!;
        return [.. StepList().Match(meaning).Groups[1].Value.Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"\[([\d, ]+)\]")]
    private static partial Regex StepList();
}
