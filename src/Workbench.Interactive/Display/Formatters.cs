using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Harness.Comparison;
using Workbench.Harness.Localisation;
using Workbench.Interactive.Plots;
using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Stages.DitStep;
using Workbench.Pipeline.Stages.ImageEncode;
using Workbench.Pipeline.Stages.TextEncode;
using Workbench.Pipeline.Stages.VaeDecode;
using static TorchSharp.torch;

namespace Workbench.Interactive.Display;

/// <summary>Teaches notebooks how to show what Workbench has.</summary>
public static class Formatters
{
    /// <summary>Registers all; may be called again.</summary>
    public static void Register()
    {
        Show<Tensor>(TensorHtml.Of, TensorHtml.Line);
        Show<StageData>(StageHtml.Of, d => $"stage data: {string.Join(", ", d.Tensors.Keys)}");
        Show<TextEncodeOutputs>(o => StageHtml.Of(o.ToData), _ => "outputs of stage 10");
        Show<ImageEncodeInputs>(o => StageHtml.Of(o.ToData), _ => "inputs of stage 11");
        Show<ImageEncodeOutputs>(o => StageHtml.Of(o.ToData), _ => "outputs of stage 11");
        Show<DitStepInputs>(o => StageHtml.Of(o.ToData), _ => "inputs of stage 12");
        Show<DitStepOutputs>(o => StageHtml.Of(o.ToData), _ => "outputs of stage 12");
        Show<VaeDecodeInputs>(o => StageHtml.Of(o.ToData), _ => "inputs of stage 13");
        Show<VaeDecodeOutputs>(o => new FramesView(o.Frames).Html(), _ => "outputs of stage 13");
        Show<FramesView>(f => f.Html(), f => $"{f.Frames.shape[0]} frames");
        Show<LabRun>(r => r.Frames.Html(), r => $"run of {r.Steps.Count} steps");
        Show<ChartView>(c => c.Fragment(), c => c.ToString());
        Show<TensorDifference>(FindingsHtml.Of, d => $"relative error {d.RelativeError:G3}");
        Show<IReadOnlyList<TapComparison>>(FindingsHtml.Of, t => $"{t.Count} comparisons");
        Show<LocaliseReport>(FindingsHtml.Of, ReportText.Table);
        Show<PipelineConfig>(ConfigHtml.Of, c => $"configuration {c.Source.File}");
        Show<CompatibilityPatch>(ConfigHtml.Of, p => p.Id);
        Show<IReadOnlyList<PatchStatus>>(ConfigHtml.Of, PatchListText.Render);
        Show<Lab>(l => $"<code>{Html.Text(l.Model)}</code> on {l.Device}", l => l.Model);
    }

    private static void Show<T>(Func<T, string> html, Func<T, string> text)
    {
        Formatter.Register<T>((value, writer) => writer.Write(html(value)), HtmlFormatter.MimeType);
        Formatter.Register<T>((value, writer) => writer.Write(text(value)), PlainTextFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(T), HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }
}
