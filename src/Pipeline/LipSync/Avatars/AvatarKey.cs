using System.Security.Cryptography;
using System.Text;
using Workbench.Pipeline.LipSync.Frames;

namespace Workbench.Pipeline.LipSync.Avatars;

/// <summary>Digest of everything an avatar depends on: frames, boxes or detector, options, models.</summary>
public static class AvatarKey
{
    /// <summary>Changes with the layout of cache files and with any change of how avatars are computed.</summary>
    private const string Version = "workbench-avatar-1";

    /// <summary>SHA-256 in hex. Reads all frames; about 1 GB/s.</summary>
    /// <param name="frames">Base frames.</param>
    /// <param name="locator">Fingerprint of the locator.</param>
    /// <param name="models">Fingerprint of VAE and parser.</param>
    /// <param name="options">Preparation options.</param>
    public static string Of(IFrameSource frames, string locator, string models, AvatarOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Version}\n{locator}\n{models}\n{options}\n{frames.Count}\n"));
        for (var i = 0; i < frames.Count; i++)
        {
            var frame = frames.Read(i);
            hash.AppendData(Encoding.UTF8.GetBytes($"{frame.Height}x{frame.Width}x{frame.Channels}\n"));
            hash.AppendData(frame.Pixels);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
