using Workbench.Cli.Commands;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Harness.Calibration;
using Workbench.Harness.Comparison;
using Workbench.Harness.Golden;
using Workbench.Harness.Localisation;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;
using Workbench.Testing.Hosting;
using static TorchSharp.torch;

namespace Workbench.Cli.Localising;

/// <summary>Differential mode: runs the other side once, and makes what it gave the reference.</summary>
internal static class ReferenceRun
{
    /// <summary>What the reference keeps whole, to force the candidate's steps with: all of a tiny model, and of a large one what disks and memories of today bear.</summary>
    private static readonly StoragePolicy Storage = new(64 << 20, 4L << 30);

    /// <summary>Runs the reference and keeps its results in the scratch folder.</summary>
    /// <param name="context">The command line.</param>
    /// <param name="options">Its host options.</param>
    /// <param name="against">A device, a configuration, or a folder with another libtorch.</param>
    /// <param name="candidate">What will be held against it.</param>
    /// <param name="scratch">For its files.</param>
    /// <exception cref="GoldenException">The reference itself does not run through.</exception>
    public static Reference Take(CommandContext context, HostOptions options, string against, PipelineHost candidate, ScratchFolder scratch) =>
        Take(context, options, Other(context, options, against), against, candidate, scratch);

    /// <summary>The same of a host that is there already, under a name for people.</summary>
    public static Reference Take(CommandContext context, HostOptions options, PipelineHost other, string name, PipelineHost candidate, ScratchFolder scratch)
    {
        var store = new GoldenStore(scratch.At("reference"), underCi: false);
        context.Log.Note($"running the reference ({other.DeviceClass}) ...");
        var run = new PipelineRun(other, new ChildRunner(other, options.Limits(context), scratch.At("reference-runs")), scratch.At("reference-files"));
        var received = new GoldenRecorder(store, run).Record(request => request with { Storage = Storage }, context.Cancellation, options.Stages(context)).GetAwaiter().GetResult();
        store.Accept(other.DeviceClass, received);
        var limits = LimitRule.Uncalibrated(Coarser(candidate.Compute, other.Compute));
        return Reference.Configuration(store, other.DeviceClass, limits, name) with { Limits = stage => WithGreyLevels(limits, store, other.DeviceClass, stage) };
    }

    /// <summary>
    /// Pictures are rounded to 256 levels, where any difference before the rounding may turn into a whole level: all elements one level off at a mean of
    /// 128 levels is 1/128, and no element may be further off than two levels of that.
    /// </summary>
    private static TapLimits WithGreyLevels(TapLimits limits, GoldenStore store, string deviceClass, string stage)
    {
        if (store.Find(deviceClass, stage) is not [var golden, ..])
        {
            return limits;
        }

        using var snapshot = golden.Load();
        var level = new TapLimit(1 / 128.0, 2 / 128.0, 1 / 128.0, "one of 256 levels, by the rounding to 8 bits");
        var pictures = snapshot.Taps.Where(tap => tap.Traits.Dtype == ScalarType.Byte).ToDictionary(tap => tap.Path, _ => level, StringComparer.Ordinal);
        return limits.With(pictures);
    }

    private static PipelineHost Other(CommandContext context, HostOptions options, string against)
    {
        if (against == "cpu" || against.StartsWith("cuda", StringComparison.Ordinal))
        {
            return options.Host(context, onDevice: against);
        }

        if (Directory.Exists(against))
        {
            return File.Exists(Path.Combine(against, "libtorch_cpu.so"))
                ? options.Host(context, environment: new Dictionary<string, string?> { ["WORKBENCH_LIBTORCH"] = Path.GetFullPath(against) })
                : throw new CommandException(ExitCodes.UnfitEnvironment, "no libtorch in this folder", "--against", "libtorch_cpu.so", against);
        }

        return options.Host(context, configuration: against);
    }

    private static ScalarType Coarser(ScalarType a, ScalarType b) => LimitRule.Roundoff(a) > LimitRule.Roundoff(b) ? a : b;
}
