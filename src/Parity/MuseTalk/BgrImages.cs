using Workbench.Pipeline.LipSync.Imaging;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>The oracle's images are BGR as OpenCV holds them, the pipeline's RGB.</summary>
internal static class BgrImages
{
    /// <summary>Swaps red and blue.</summary>
    public static ByteImage Flip(ByteImage image)
    {
        var result = image.Clone();
        for (var i = 0; i < result.Pixels.Length; i += 3)
        {
            (result.Pixels[i], result.Pixels[i + 2]) = (result.Pixels[i + 2], result.Pixels[i]);
        }

        return result;
    }

    /// <summary>Images of a tensor [N, H, W, 3], swapped.</summary>
    public static ByteImage[] FlipAll(Tensor images)
    {
        using var scope = NewDisposeScope();
        return [.. Enumerable.Range(0, (int)images.shape[0]).Select(i => Flip(ByteImage.FromTensor(images[i])))];
    }

    /// <summary>Images of equal size as a tensor [N, H, W, 3], swapped back.</summary>
    public static Tensor Tensor(IEnumerable<ByteImage> images)
    {
        using var scope = NewDisposeScope();
        return stack([.. images.Select(i => Flip(i).ToTensor())], 0).MoveToOuterDisposeScope();
    }
}
