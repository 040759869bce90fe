using System.Security.Cryptography;
using System.Text;

namespace Workbench.Pipeline.Hub;

/// <summary>A running checksum of a file: SHA-256 for LFS files, git's blob hash for the others.</summary>
internal sealed class HubHash : IDisposable
{
    private readonly IncrementalHash hash;

    private HubHash(IncrementalHash hash, string expected)
    {
        this.hash = hash;
        Expected = expected;
    }

    /// <summary>Lower-case hex.</summary>
    public string Expected { get; }

    public static HubHash For(HubFile file)
    {
        if (file.Sha256 is { } sha256)
        {
            return new(IncrementalHash.CreateHash(HashAlgorithmName.SHA256), sha256);
        }

#pragma warning disable CA5350 // Git names blobs by SHA-1; this compares with such a name and protects nothing.
        var git = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        git.AppendData(Encoding.ASCII.GetBytes($"blob {file.Size}\0"));
        return new(git, file.Etag);
    }

    public void Append(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

    /// <summary>The checksum so far, lower-case hex.</summary>
    public string Current() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public void Dispose() => hash.Dispose();

    /// <summary>Whether a file on disk has the listed size and checksum. Reads the whole file.</summary>
    public static async Task<bool> MatchesAsync(HubFile file, string path, CancellationToken cancellation)
    {
        if (new FileInfo(path) is not { Exists: true } info || info.Length != file.Size)
        {
            return false;
        }

        using var hash = For(file);
        await using var stream = File.OpenRead(path);
        await hash.AppendAsync(stream, cancellation).ConfigureAwait(false);
        return hash.Current() == hash.Expected;
    }

    /// <summary>Adds the rest of a stream.</summary>
    public async Task AppendAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 20];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            Append(buffer.AsSpan(0, read));
        }
    }
}
