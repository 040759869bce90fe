using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Pipeline.Sampling;

namespace Workbench.Interactive.Display;

/// <summary>A line under the running cell that says what is going on; nothing outside a notebook.</summary>
public sealed class ProgressDisplay : IProgress<SamplingProgress>, IProgress<(int Done, int Total)>, IDisposable
{
    private readonly DisplayedValue? line = Shown("starting");
    private readonly System.Diagnostics.Stopwatch clock = System.Diagnostics.Stopwatch.StartNew();
    private string stage = "";

    /// <summary>A stage begins.</summary>
    public void Stage(string name)
    {
        stage = name;
        Say(name);
    }

    public void Report(SamplingProgress value) => Say($"{stage}: step {value.Done} of {value.Steps} ({value.Expert} noise expert), about {value.Left.TotalSeconds:F1} s left");

    public void Report((int Done, int Total) value) => Say($"{stage}: part {value.Done} of {value.Total}");

    /// <summary>Says that it is done, and how long it took.</summary>
    public void Dispose() => Say($"done in {clock.Elapsed.TotalSeconds:F1} s");

    private static DisplayedValue? Shown(string text) =>
        KernelInvocationContext.Current is { } context ? KernelInvocationContextExtensions.Display(context, text, PlainTextFormatter.MimeType) : null;

    private void Say(string text) => line?.Update(text);
}
