namespace Workbench.Pipeline.Hub;

/// <summary>A hub operation failed; the message says what, where, and the next command.</summary>
public sealed class HubException(HubFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public HubFailure Failure { get; } = failure;
}
