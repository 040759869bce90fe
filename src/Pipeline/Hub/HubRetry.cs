namespace Workbench.Pipeline.Hub;

/// <summary>Waits between attempts: 1, 2, 4, ... 30 s, or what the server asks for up to five minutes. No jitter: one client fetches a handful of files.</summary>
/// <param name="Attempts">In a row without progress.</param>
/// <param name="Wait">Task.Delay, or a stand-in for tests.</param>
internal sealed record HubRetry(int Attempts, Func<TimeSpan, CancellationToken, Task> Wait)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Runs until it succeeds, fails for good, or has failed <see cref="Attempts"/> times in a row.</summary>
    /// <param name="attempt">One attempt.</param>
    /// <param name="progress">A number that grows while attempts get further; growth starts the count anew.</param>
    /// <param name="cancellation">Stops waiting and trying.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, Func<long>? progress, CancellationToken cancellation)
    {
        var failures = 0;
        while (true)
        {
            var before = progress?.Invoke() ?? 0;
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (TransientHubException e)
            {
                failures = progress?.Invoke() > before ? 1 : failures + 1;
                if (failures >= Attempts)
                {
                    throw new HubException(e.Failure, $"{e.Message} Gave up after {failures} attempts; run the command again to go on from here.", e);
                }

                var pause = TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, failures - 1)));
                await Wait(e.RetryAfter is { } asked && asked > pause ? asked < Longest ? asked : Longest : pause, cancellation).ConfigureAwait(false);
            }
        }
    }
}
