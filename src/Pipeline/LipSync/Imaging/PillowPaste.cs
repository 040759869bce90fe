namespace Workbench.Pipeline.LipSync.Imaging;

/// <summary>Image.paste and Image.crop of Pillow on 8-bit images, byte for byte. Source: Pillow src/libImaging/Paste.c, Crop.c.</summary>
public static class PillowPaste
{
    /// <summary>Blends <paramref name="source"/> onto <paramref name="target"/> in place; what falls outside is left out.</summary>
    /// <param name="target">Changed in place.</param>
    /// <param name="source">Same number of channels.</param>
    /// <param name="left">Column of the source's left edge in the target; may be negative.</param>
    /// <param name="top">Row of the source's top edge in the target; may be negative.</param>
    /// <param name="mask">One channel, the source's size: 0 keeps the target, 255 takes the source; null takes it all.</param>
    public static void Paste(ByteImage target, ByteImage source, int left, int top, ByteImage? mask = null)
    {
        if (source.Channels != target.Channels || (mask is not null && (mask.Height, mask.Width, mask.Channels) != (source.Height, source.Width, 1)))
        {
            throw new ArgumentException($"source {source.Height}x{source.Width}x{source.Channels} with mask {mask?.Height}x{mask?.Width}x{mask?.Channels} cannot be pasted onto {target.Channels} channels.");
        }

        var channels = target.Channels;
        var (x0, x1) = (Math.Max(0, -left), Math.Min(source.Width, target.Width - left));
        var (y0, y1) = (Math.Max(0, -top), Math.Min(source.Height, target.Height - top));
        for (var y = y0; y < y1 && x0 < x1; y++)
        {
            var from = source.Row(y)[(x0 * channels)..(x1 * channels)];
            var to = target.Row(top + y).Slice((left + x0) * channels, from.Length);
            if (mask is null)
            {
                from.CopyTo(to);
            }
            else
            {
                Blend(from, to, mask.Row(y)[x0..x1], channels);
            }
        }
    }

    /// <summary>The rectangle, black where it leaves the image.</summary>
    public static ByteImage Crop(ByteImage image, FaceBox box)
    {
        var result = new ByteImage(Math.Max(box.Height, 0), Math.Max(box.Width, 0), image.Channels);
        Paste(result, image, -box.Left, -box.Top);
        return result;
    }

    private static void Blend(ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<byte> mask, int channels)
    {
        for (var x = 0; x < mask.Length; x++)
        {
            int m = mask[x];
            for (var i = x * channels; i < (x + 1) * channels; i++)
            {
                var t = from[i] * m + to[i] * (255 - m) + 128;
                to[i] = (byte)((t + (t >> 8)) >> 8);
            }
        }
    }
}
