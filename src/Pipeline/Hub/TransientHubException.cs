namespace Workbench.Pipeline.Hub;

/// <summary>A failure that waiting may mend: a broken connection, 429, 5xx.</summary>
internal sealed class TransientHubException(HubFailure failure, string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public HubFailure Failure { get; } = failure;

    /// <summary>What the server asked for.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
