using System.Net;

namespace Workbench.Pipeline.Hub;

/// <summary>What the hub's status codes and error headers mean.</summary>
internal static class HubResponses
{
    /// <summary>The exception for an unsuccessful answer: transient for 408, 429 and 5xx, final for the rest.</summary>
    public static Exception Failure(HttpResponseMessage response, string what, bool hasToken)
    {
        var code = Header(response, "X-Error-Code");
        var said = Header(response, "X-Error-Message") is { Length: > 0 and < 500 } message ? $" The server says: {message}" : "";
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => new TransientHubException(HubFailure.RateLimited, $"{what}: too many requests (429).{said}", RetryAfter(response)),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => new TransientHubException(HubFailure.Network, $"{what}: the server failed ({status}).{said}", RetryAfter(response)),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when code is not ("RepoNotFound" or "RevisionNotFound" or "EntryNotFound") => new HubException(
                HubFailure.Unauthorised,
                $"{what}: refused ({status}{(code == "GatedRepo" ? ", the repository is gated: accept its conditions on its page first" : "")}).{said} {(hasToken ? "The token in HF_TOKEN is not admitted." : "Set HF_TOKEN to an access token.")}"),
            HttpStatusCode.NotFound or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new HubException(HubFailure.NotFound, $"{what}: not found ({status}{(code is null ? "" : $", {code}")}).{said} Check the spelling of repository, revision and file{(hasToken ? "" : "; a private repository needs HF_TOKEN")}."),
            _ => new HubException(HubFailure.Network, $"{what}: unexpected answer {status} {response.ReasonPhrase}.{said}"),
        };
    }

    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>An ETag without quotes and weak mark.</summary>
    public static string? Etag(HttpResponseMessage response)
    {
        var raw = Header(response, "X-Linked-Etag") ?? Header(response, "ETag");
        return raw?.Replace("W/", "", StringComparison.Ordinal).Trim('"');
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > DateTimeOffset.UtcNow => date - DateTimeOffset.UtcNow,
        _ => null,
    };
}
