using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Interactive.Plots;

namespace Workbench.Interactive.Display;

/// <summary>What stands under the cell that opens a lab: the model, and the script that draws every chart of the notebook.</summary>
internal static class Welcome
{
    public static void Show(Lab lab)
    {
        if (KernelInvocationContext.Current is { } context)
        {
            var html = $"<div style=\"font-size:13px\">Workbench: <code>{Html.Text(lab.Model)}</code> on {Html.Text(lab.Device.ToString())}</div>{ConfigHtml.Of(lab.Config)}{PlotlyScript.Element}";
            KernelInvocationContextExtensions.DisplayAs(context, html, HtmlFormatter.MimeType);
        }
    }
}
