using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Workbench.UnitTests.Hub;

/// <summary>A small hub on loopback that speaks the real protocol, with a second port in the part of the CDN, and faults on demand.</summary>
internal sealed class FakeHub : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly HttpListener listener = new();
    private readonly ConcurrentDictionary<string, (byte[] Bytes, bool Lfs)> files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Fault>> faults = new(StringComparer.Ordinal);
    private readonly int port = FreePort();
    private readonly int cdnPort = FreePort();

    public FakeHub()
    {
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Prefixes.Add($"http://127.0.0.1:{cdnPort}/");
        listener.Start();
        _ = ServeAsync();
    }

    /// <summary>A fault that one answer has.</summary>
    public sealed record Fault(int Status = 0, int? RetryAfter = null, long? CutAfter = null, bool Flip = false, bool IgnoreRange = false, bool Hang = false, string? ErrorCode = null, string? CommitHeader = null, int Extra = 0);

    public Uri Endpoint => new($"http://127.0.0.1:{port}");

    /// <summary>Every request: port name, path, Range and Authorization.</summary>
    public ConcurrentQueue<(string Host, string Path, string? Range, string? Authorization)> Requests { get; } = new();

    /// <summary>List names without sizes and checksums in the revision, as plain mirrors do.</summary>
    public bool NamesOnly { get; set; }

    /// <summary>Replaces the listing's text.</summary>
    public string? RawListing { get; set; }

    /// <summary>Released while a fault with Hang waits.</summary>
    public SemaphoreSlim Hanging { get; } = new(0);

    public IEnumerable<string> Downloads => Requests.Where(r => r.Path.Contains("/resolve/", StringComparison.Ordinal)).Select(r => r.Path.Split("/resolve/" + Commit + "/")[^1]);

    public static byte[] Content(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public FakeHub Add(string path, byte[] bytes, bool lfs = false)
    {
        files[path] = (bytes, lfs);
        return this;
    }

    /// <summary>The next answers for the path (or "list") have these faults, in order.</summary>
    public void Fail(string path, params Fault[] next)
    {
        foreach (var fault in next)
        {
            faults.GetOrAdd(path, _ => new()).Enqueue(fault);
        }
    }

    public string Etag(string path) => files[path] is var (bytes, lfs) && lfs ? Sha256(bytes) : GitSha1(bytes);

    public void Dispose() => listener.Close();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

#pragma warning disable CA5350 // Git's own naming of blobs.
    private static string GitSha1(byte[] bytes) => Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"), .. bytes]));
#pragma warning restore CA5350

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var request = context.Request;
            var path = Uri.UnescapeDataString(request.Url!.AbsolutePath);
            var isCdn = request.Url.Port == cdnPort;
            Requests.Enqueue((isCdn ? "cdn" : "hub", path, request.Headers["Range"], request.Headers["Authorization"]));
            if (path.StartsWith("/api/models/org/model/", StringComparison.Ordinal))
            {
                await ListAsync(context, path, request.QueryString["cursor"]);
            }
            else if (isCdn)
            {
                await FileAsync(context, path["/cdn/".Length..], stateIdentity: false);
            }
            else if (path.StartsWith($"/org/model/resolve/{Commit}/", StringComparison.Ordinal) && files.TryGetValue(path.Split("/resolve/" + Commit + "/")[1], out var file))
            {
                var name = path.Split("/resolve/" + Commit + "/")[1];
                if (file.Lfs)
                {
                    Identify(context.Response, name, file.Bytes.Length);
                    context.Response.Redirect($"http://127.0.0.1:{cdnPort}/cdn/{Uri.EscapeDataString(name)}");
                    context.Response.Close();
                }
                else
                {
                    await FileAsync(context, name, stateIdentity: true);
                }
            }
            else
            {
                Status(context.Response, new(404, ErrorCode: "RepoNotFound"));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The client went away: what cancelled and idle clients do.
        }
    }

    private async Task ListAsync(HttpListenerContext context, string path, string? cursor)
    {
        if (Next("list") is { Status: > 0 } fault)
        {
            Status(context.Response, fault);
            return;
        }

        JsonNode json;
        var all = files.OrderBy(f => f.Key, StringComparer.Ordinal).ToList();
        if (path.Contains("/tree/", StringComparison.Ordinal))
        {
            // Two entries a page, as a long repository would be paged.
            var from = int.Parse(cursor ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            json = new JsonArray([new JsonObject { ["type"] = "directory", ["path"] = "x" }, .. all.Skip(from).Take(2).Select(f => Entry(f.Key, "path", "oid", "oid"))]);
            if (from + 2 < all.Count)
            {
                context.Response.AddHeader("Link", $"<{Endpoint}{path[1..]}?recursive=true&cursor={from + 2}>; rel=\"next\"");
            }
        }
        else
        {
            json = new JsonObject
            {
                ["sha"] = Commit,
                ["siblings"] = new JsonArray([.. all.Select(f => NamesOnly ? new JsonObject { ["rfilename"] = f.Key } : Entry(f.Key, "rfilename", "blobId", "sha256"))]),
            };
        }

        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(RawListing ?? json.ToJsonString()));
        context.Response.Close();
    }

    private JsonObject Entry(string path, string name, string git, string sha256)
    {
        var (bytes, lfs) = files[path];
        var entry = new JsonObject { ["type"] = "file", [name] = path, ["size"] = bytes.Length, [git] = lfs ? new string('f', 40) : GitSha1(bytes) };
        if (lfs)
        {
            entry["lfs"] = new JsonObject { [sha256] = Sha256(bytes), ["size"] = bytes.Length, ["pointerSize"] = 130 };
        }

        return entry;
    }

    private async Task FileAsync(HttpListenerContext context, string path, bool stateIdentity)
    {
        var fault = Next(path);
        if (fault.Status > 0)
        {
            Status(context.Response, fault);
            return;
        }

        if (fault.Hang)
        {
            Hanging.Release();
            await Task.Delay(TimeSpan.FromSeconds(20));
            context.Response.Abort();
            return;
        }

        var bytes = files[path].Bytes;
        var response = context.Response;
        if (stateIdentity)
        {
            Identify(response, path, bytes.Length);
        }

        if (fault.CommitHeader is { } commit)
        {
            response.Headers["X-Repo-Commit"] = commit;
        }

        var from = context.Request.Headers["Range"] is { } range && !fault.IgnoreRange ? int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        if (from > 0)
        {
            response.StatusCode = 206;
            response.AddHeader("Content-Range", $"bytes {from}-{bytes.Length - 1}/{bytes.Length}");
        }

        var body = bytes[from..];
        if (fault.Flip)
        {
            body[body.Length / 2] ^= 0x40;
        }

        body = [.. body, .. new byte[fault.Extra]];
        response.ContentLength64 = body.Length;
        var sent = (int)Math.Min(fault.CutAfter ?? body.Length, body.Length);
        await response.OutputStream.WriteAsync(body.AsMemory(0, sent));
        await response.OutputStream.FlushAsync();
        if (sent < body.Length)
        {
            response.Abort();
            return;
        }

        response.Close();
    }

    private void Identify(HttpListenerResponse response, string path, int length)
    {
        response.AddHeader("X-Repo-Commit", Commit);
        response.AddHeader("ETag", $"\"{Etag(path)}\"");
        if (files[path].Lfs)
        {
            response.AddHeader("X-Linked-Etag", $"\"{Etag(path)}\"");
            response.AddHeader("X-Linked-Size", $"{length}");
        }
    }

    private Fault Next(string path) => faults.TryGetValue(path, out var queue) && queue.TryDequeue(out var fault) ? fault : new();

    private static void Status(HttpListenerResponse response, Fault fault)
    {
        response.StatusCode = fault.Status;
        if (fault.RetryAfter is { } seconds)
        {
            response.AddHeader("Retry-After", $"{seconds}");
        }

        if (fault.ErrorCode is { } code)
        {
            response.AddHeader("X-Error-Code", code);
        }

        response.Close();
    }
}
