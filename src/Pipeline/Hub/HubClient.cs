using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Workbench.Pipeline.Hub;

/// <summary>The hub's HTTP protocol: listing a revision, opening a file at an offset.</summary>
internal sealed class HubClient : IDisposable
{
    private const int MostRedirects = 10;

    private readonly HubSettings settings;
    private readonly HttpClient http;

    public HubClient(HubSettings settings, HubRetry? retry = null)
    {
        this.settings = settings;
        Retry = retry ?? new(settings.Attempts, Task.Delay);

        // Redirects are followed by hand: headers of the first answer count, and the token must not travel to another host.
        http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = settings.IdleLimit })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 64 << 20,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("workbench", "0.1"));
    }

    public HubRetry Retry { get; }

    /// <summary>The files of a revision and the commit it stands for.</summary>
    public async Task<HubListing> ListAsync(RepositoryId repository, CancellationToken cancellation)
    {
        RefuseOffline(repository.Id);
        var what = $"{repository}";
        var uri = Address($"api/models/{repository.Id}/revision/{Uri.EscapeDataString(repository.Revision)}?blobs=true");
        using var root = await JsonAsync(uri, what, cancellation).ConfigureAwait(false);
        var (commit, files) = HubListingReader.Revision(root.Document.RootElement, what);
        if (files is not null)
        {
            return new(repository, commit, files);
        }

        // A mirror that lists names only: sizes and checksums come from the tree.
        var all = new List<HubFile>();
        for (var page = Address($"api/models/{repository.Id}/tree/{commit}?recursive=true"); page is not null;)
        {
            using var tree = await JsonAsync(page, what, cancellation).ConfigureAwait(false);
            all.AddRange(HubListingReader.Tree(tree.Document.RootElement, what));
            page = tree.Next;
        }

        return new(repository, commit, all);
    }

    /// <summary>
    /// The answer that holds a file's bytes from <paramref name="offset"/> on (206), or from the start where the server ignores ranges (200),
    /// after redirects. Its commit and ETag are checked against the listing.
    /// </summary>
    public async Task<HttpResponseMessage> OpenAsync(RepositoryId repository, string commit, HubFile file, long offset, CancellationToken cancellation)
    {
        RefuseOffline(file.Path);
        var what = $"{repository.Id}/{file.Path}";
        var uri = Address($"{repository.Id}/resolve/{commit}/{string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString))}");
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            var response = await SendAsync(uri, offset, HttpCompletionOption.ResponseHeadersRead, what, cancellation).ConfigureAwait(false);
            try
            {
                CheckIdentity(response, commit, file, what);
                if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
                {
                    return response;
                }

                uri = Redirect(response, uri) ?? throw HubResponses.Failure(response, what, settings.Token is not null);
                response.Dispose();
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }

        throw new HubException(HubFailure.Network, $"{what}: more than {MostRedirects} redirects.");
    }

    public void Dispose() => http.Dispose();

    private static Uri? Redirect(HttpResponseMessage response, Uri from) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location
        && new Uri(from, location) is { Scheme: "http" or "https" } to && (to.Scheme == "https" || from.Scheme == "http")
            ? to : null;

    /// <summary>Only the hub itself states commit and linked ETag; a redirect's target states its own.</summary>
    private static void CheckIdentity(HttpResponseMessage response, string commit, HubFile file, string what)
    {
        if (HubResponses.Header(response, "X-Repo-Commit") is { } stated && stated != commit)
        {
            throw new HubException(HubFailure.Checksum, $"{what}: asked for commit {commit}, the server answers with {stated}.");
        }

        if (HubResponses.Header(response, "X-Linked-Etag") is not null && HubResponses.Etag(response) is { } etag && etag != file.Etag)
        {
            throw new HubException(HubFailure.Checksum, $"{what}: listed with checksum {file.Etag}, the server answers with {etag}.");
        }

        if (HubResponses.Header(response, "X-Linked-Size") is { } size && size != $"{file.Size}")
        {
            throw new HubException(HubFailure.Checksum, $"{what}: listed with {file.Size} bytes, the server answers with {size}.");
        }
    }

    private Uri Address(string relative) => new($"{settings.Endpoint.AbsoluteUri.TrimEnd('/')}/{relative}");

    private void RefuseOffline(string what)
    {
        if (settings.Offline)
        {
            throw new HubException(HubFailure.Offline, $"{what}: HF_HUB_OFFLINE is set, and it is not in the cache {settings.CacheDirectory}. Unset it to fetch.");
        }
    }

    private Task<JsonPage> JsonAsync(Uri uri, string what, CancellationToken cancellation) =>
        Retry.RunAsync(() => ReadJsonAsync(uri, what, cancellation), null, cancellation);

    private async Task<JsonPage> ReadJsonAsync(Uri uri, string what, CancellationToken cancellation)
    {
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            using var response = await SendAsync(uri, 0, HttpCompletionOption.ResponseContentRead, what, cancellation).ConfigureAwait(false);
            if (Redirect(response, uri) is { } moved)
            {
                uri = moved;
                continue;
            }

            if (!response.IsSuccessStatusCode)
            {
                throw HubResponses.Failure(response, what, settings.Token is not null);
            }

            try
            {
                var bytes = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
                return new(JsonDocument.Parse(bytes), NextPage(response, uri));
            }
            catch (JsonException e)
            {
                throw new HubException(HubFailure.Network, $"{what}: the server's listing is no JSON ({e.Message}). Is {settings.Endpoint} a hub?", e);
            }
        }

        throw new HubException(HubFailure.Network, $"{what}: more than {MostRedirects} redirects.");
    }

    /// <summary>Link: &lt;address&gt;; rel="next", on the same host only.</summary>
    private Uri? NextPage(HttpResponseMessage response, Uri from)
    {
        var link = HubResponses.Header(response, "Link")?.Split(',').FirstOrDefault(l => l.Contains("rel=\"next\"", StringComparison.Ordinal));
        return link is not null && link.IndexOf('<') is >= 0 and var open && link.IndexOf('>') is var close && close > open
            && new Uri(from, link[(open + 1)..close]) is var next && IsEndpoint(next) ? next : null;
    }

    private bool IsEndpoint(Uri uri) => uri.Host == settings.Endpoint.Host && uri.Port == settings.Endpoint.Port && uri.Scheme == settings.Endpoint.Scheme;

    private async Task<HttpResponseMessage> SendAsync(Uri uri, long offset, HttpCompletionOption completion, string what, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (settings.Token is { } token && IsEndpoint(uri))
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (offset > 0)
        {
            request.Headers.Range = new(offset, null);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.IdleLimit);
        try
        {
            return await http.SendAsync(request, completion, limit.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new TransientHubException(HubFailure.Network, $"{what}: no connection to {uri.Host} ({e.Message}).", null, e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TransientHubException(HubFailure.Network, $"{what}: {uri.Host} did not answer within {settings.IdleLimit.TotalSeconds:0} s.", null, e);
        }
    }

    private sealed record JsonPage(JsonDocument Document, Uri? Next) : IDisposable
    {
        public void Dispose() => Document.Dispose();
    }
}
