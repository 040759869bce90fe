using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.Media;

namespace Workbench.Pipeline.LipSync.Frames;

/// <summary>The PNG, JPEG and WebP files of a folder in the order of their names, decoded when read.</summary>
public sealed class ImageFolder : IFrameSource
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp"];

    private readonly string[] files;

    /// <exception cref="LipSyncException">No such folder, or no image in it.</exception>
    public ImageFolder(string path)
    {
        files = Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path).Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal)]
            : throw new LipSyncException($"{path}: there is no such folder of frames.");
        if (files.Length == 0)
        {
            throw new LipSyncException($"{path}: holds no frames. Expected files ending in {string.Join(", ", Extensions)}.");
        }
    }

    public int Count => files.Length;

    /// <exception cref="ImageFileException">Not a picture.</exception>
    public ByteImage Read(int index) => Decode(files[index]);

    /// <summary>One picture file as RGB.</summary>
    /// <exception cref="ImageFileException">Missing, or not a picture.</exception>
    public static ByteImage Decode(string path)
    {
        using var picture = ImageReader.Read(path);
        return ByteImage.FromTensor(picture);
    }
}
