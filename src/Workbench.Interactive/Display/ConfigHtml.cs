using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Configuration;

namespace Workbench.Interactive.Display;

/// <summary>Configurations and compatibility patches.</summary>
internal static class ConfigHtml
{
    public static string Of(PipelineConfig config)
    {
        var plan = config.Dtypes.Plan;
        (string, string)[] rows =
        [
            ("model class", $"{config.ModelClass}"),
            ("model", config.ModelPath ?? "-"),
            ("sampler", $"{config.Sampling.Sampler}, shift {config.Sampling.Shift}, guidance {(config.Sampling.EnableGuidance ? "on" : "off")}"),
            ("video", $"{config.Frames} frames at {config.Fps}/s, area of {config.TargetHeight}x{config.TargetWidth} pixels; {config.LatentFrames} latent frames"),
            ("dtypes", $"compute {plan.Compute}, residual {plan.Residual}, latents {plan.Latents}, text encoder {plan.TextEncoder}, VAE {plan.Vae} ({config.Dtypes.Profile} profile)"),
            ("quantisation", config.Quant.Name),
            ("offload", $"{config.Offload.Dit}"),
            ("LoRAs", $"{config.Lora.Entries.Count}"),
        ];
        var notes = string.Join("", config.Notes.Select(n => $"<li>{Html.Text(n.ToString())}</li>"));
        return $"{Html.Table(["setting", "value"], rows.Select(r => (IReadOnlyList<string>)[Html.Text(r.Item1), Html.Text(r.Item2)]))}{(notes.Length == 0 ? "" : $"<ul>{notes}</ul>")}";
    }

    public static string Of(CompatibilityPatch patch) => Of([new PatchStatus(patch, true, true)]);

    public static string Of(IReadOnlyList<PatchStatus> patches) => Html.Table(["patch", "stage", "here", "symptom without it", "when", "what it does"], patches.Select(p => (IReadOnlyList<string>)
        [$"<code>{Html.Text(p.Patch.Id)}</code>", string.Join(", ", p.Patch.Stages), p.On ? p.Applies ? Html.Mark("on", true) : "not needed" : Html.Mark("off", false), Html.Text(p.Patch.Symptom), Html.Text(p.Patch.AppliesWhen), Html.Text(p.Patch.Effect)]));
}
