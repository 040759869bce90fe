using SkiaSharp;
using Workbench.Pipeline.LipSync.Imaging;

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

    public ByteImage Read(int index) => Decode(files[index]);

    /// <summary>An image file as RGB; transparency is dropped.</summary>
    /// <exception cref="LipSyncException">Not an image.</exception>
    public static ByteImage Decode(string path)
    {
        using var codec = SKCodec.Create(path) ?? throw new LipSyncException($"{path}: cannot be decoded as an image.");
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
        {
            throw new LipSyncException($"{path}: the image is damaged.");
        }

        var result = new ByteImage(info.Height, info.Width, 3);
        var source = bitmap.GetPixelSpan();
        for (var i = 0; i < info.Width * info.Height; i++)
        {
            source.Slice(i * 4, 3).CopyTo(result.Pixels.AsSpan(i * 3));
        }

        return result;
    }
}
