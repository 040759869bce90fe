using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Sampling;
using static TorchSharp.torch;

namespace Workbench.Parity.EndToEnd;

/// <summary>What the oracle's whole runs were made with, from the manifest.</summary>
internal static partial class E2eSettings
{
    public static StepDistillScheduler Distill(ParityContext context)
    {
        var distill = Hyper(context, "distill");
        return new([.. distill["steps"]!.AsArray().Select(s => (int)s!)], (double)distill["shift"]!);
    }

    public static IExpertRule DistillRule(ParityContext context) => new ExpertByStep((int)Hyper(context, "distill")["boundary"]!);

    public static int Steps(ParityContext context, string key) => (int)Hyper(context, "e2e")[key]!;

    /// <summary>Strengths of the LoRAs, high-noise expert first.</summary>
    public static (double High, double Low) LoraStrengths(ParityContext context)
    {
        var strengths = Hyper(context, "lora")["strength"]!.AsArray();
        return ((double)strengths[0]!, (double)strengths[1]!);
    }

    /// <summary>The official order is (low, high).</summary>
    public static GuidanceScale OfficialGuidance(ParityContext context)
    {
        var scales = Hyper(context, "e2e")["guide_low_high"]!.AsArray();
        return GuidanceScale.FromOfficial((double)scales[0]!, (double)scales[1]!);
    }

    /// <summary>The official runs' shift stands in the description of their noise (<c>shift=5</c>); else that of the scheduler case.</summary>
    public static double OfficialShift(ParityContext context, string run)
    {
        var meaning = (string?)context.Oracle.Manifest["cases"]!["e2e"]!["tensors"]![run + ".noise"]?["meaning"];
        return meaning is not null && ShiftArgument().Match(meaning) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : (double)Hyper(context, "sched")["shift"]!;
    }

    /// <summary>
    /// The guided distilled run has no entry in the manifest for its scale, so it is read off the oracle's own tensors,
    /// pred = uncond + s * (cond - uncond), per expert, by least squares; scales are short decimals, so it is rounded to three places.
    /// </summary>
    public static GuidanceScale DistillGuidance(ParityContext context)
    {
        var expert = context.Expected("expert");
        return new(ScaleOf(context, expert, 0), ScaleOf(context, expert, 1));
    }

    private static double ScaleOf(ParityContext context, Tensor expert, long which)
    {
        for (var i = 0L; i < expert.shape[0]; i++)
        {
            if (expert[i].item<long>() == which)
            {
                using var scope = NewDisposeScope();
                var uncond = context.Expected($"cfg.step{i}.uncond").to(ScalarType.Float64);
                var direction = context.Expected($"cfg.step{i}.cond") - uncond;
                var applied = context.Expected($"cfg.step{i}.pred") - uncond;
                return Math.Round((applied * direction).sum().item<double>() / direction.square().sum().item<double>(), 3);
            }
        }

        return 1; // an expert that the run never uses
    }

    private static JsonNode Hyper(ParityContext context, string key) => context.Oracle.Manifest["hyper"]![key]!;

    [GeneratedRegex(@"\bshift=([\d.]*\d)")]
    private static partial Regex ShiftArgument();
}
