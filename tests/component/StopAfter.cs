namespace Workbench.ComponentTests;

/// <summary>Cancels once so many chunks are done, on the thread that reports.</summary>
internal sealed class StopAfter(int chunks, CancellationTokenSource source) : IProgress<(int Done, int Total)>
{
    public List<(int Done, int Total)> Reports { get; } = [];

    public void Report((int Done, int Total) value)
    {
        Reports.Add(value);
        if (value.Done == chunks)
        {
            source.Cancel();
        }
    }
}
