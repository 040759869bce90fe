namespace Workbench.Pipeline.Hub;

/// <summary>
/// One file: goes on from a partial one, checks the checksum, puts it in place. Interrupted at any point, it leaves a partial file and nothing else.
/// </summary>
internal sealed class FileDownload(HubClient client, TimeSpan idleLimit, HubListing listing, HubFile file, IFetchTarget target, FetchMeter meter) : IDisposable
{
    private readonly string partial = target.PartialPath(file);
    private readonly byte[] buffer = new byte[1 << 18];
    private HubHash hash = HubHash.For(file);
    private long hashed;
    private bool wasWrong;

    private string What => $"{listing.Repository.Id}/{file.Path}";

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(partial)!);
            await client.Retry.RunAsync(() => AttemptAsync(cancellation), () => hashed, cancellation).ConfigureAwait(false);
            target.Commit(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HubException(HubFailure.Disk, $"{What}: cannot write below {target.Folder}: {e.Message} Free space or choose another folder, then run the command again to go on from here.", e);
        }

        meter.Finished();
    }

    public void Dispose() => hash.Dispose();

    private async Task<bool> AttemptAsync(CancellationToken cancellation)
    {
        // Not shared: a second process that fetches the same file is told so instead of mixing bytes.
        var stream = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, useAsync: true);
        await using (stream.ConfigureAwait(false))
        {
            await CatchUpAsync(stream, cancellation).ConfigureAwait(false);
            if (hashed < file.Size)
            {
                await ReceiveAsync(stream, cancellation).ConfigureAwait(false);
            }

            if (hash.Current() == hash.Expected)
            {
                return true;
            }

            var got = hash.Current();
            Restart(stream);
            var message = $"{What}: checksum expected {hash.Expected}, got {got}.";
            if (wasWrong)
            {
                throw new HubException(HubFailure.Checksum, message + " Twice: the server or something on the way alters the file; nothing was kept.");
            }

            wasWrong = true;
            throw new TransientHubException(HubFailure.Checksum, message);
        }
    }

    /// <summary>Brings the running checksum to the end of the bytes that are there.</summary>
    private async Task CatchUpAsync(FileStream stream, CancellationToken cancellation)
    {
        if (stream.Length > file.Size)
        {
            Restart(stream);
        }
        else if (stream.Length != hashed)
        {
            ResetHash();
            await hash.AppendAsync(stream, cancellation).ConfigureAwait(false);
            hashed = stream.Length;
        }

        stream.Position = hashed;
    }

    private async Task ReceiveAsync(FileStream stream, CancellationToken cancellation)
    {
        using var response = await client.OpenAsync(listing.Repository, listing.Commit, file, hashed, cancellation).ConfigureAwait(false);
        if (response.StatusCode == System.Net.HttpStatusCode.RequestedRangeNotSatisfiable
            || (response.StatusCode == System.Net.HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From != hashed))
        {
            Restart(stream);
            throw new TransientHubException(HubFailure.Network, $"{What}: the server does not serve the range asked for.");
        }

        if (response.StatusCode == System.Net.HttpStatusCode.OK && hashed > 0)
        {
            Restart(stream);
        }

        var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        int read;
        while ((read = await ReadAsync(body, cancellation).ConfigureAwait(false)) > 0)
        {
            if (hashed + read > file.Size)
            {
                Restart(stream);
                throw new TransientHubException(HubFailure.Checksum, $"{What}: expected {file.Size} bytes, the server sends more.");
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            hash.Append(buffer.AsSpan(0, read));
            hashed += read;
            meter.Moved(read);
        }

        if (hashed < file.Size)
        {
            throw new TransientHubException(HubFailure.Network, $"{What}: the connection ended at {hashed} of {file.Size} bytes.");
        }
    }

    /// <summary>Reads what has arrived; a broken or silent connection is transient, unlike a failing disk.</summary>
    private async Task<int> ReadAsync(Stream body, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(idleLimit);
        try
        {
            return await body.ReadAsync(buffer, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new TransientHubException(HubFailure.Network, $"{What}: the connection broke at {hashed} of {file.Size} bytes ({e.Message}).", null, e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TransientHubException(HubFailure.Network, $"{What}: no byte arrived for {idleLimit.TotalSeconds:0} s.", null, e);
        }
    }

    private void Restart(FileStream stream)
    {
        meter.Moved(-stream.Length);
        stream.SetLength(0);
        stream.Position = 0;
        ResetHash();
    }

    private void ResetHash()
    {
        hash.Dispose();
        hash = HubHash.For(file);
        hashed = 0;
    }
}
