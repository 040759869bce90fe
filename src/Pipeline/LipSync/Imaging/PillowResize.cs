namespace Workbench.Pipeline.LipSync.Imaging;

/// <summary>
/// Image.resize of Pillow on 8-bit images, byte for byte: the kernel widens when shrinking, taps are whole 1/2^22, the horizontal pass comes
/// first and is rounded to 8 bits, a pass that changes no size is left out. Source: Pillow src/libImaging/Resample.c.
/// </summary>
public static class PillowResize
{
    private const int Precision = 32 - 8 - 2;

    /// <summary>Resizes to the given size.</summary>
    public static ByteImage Resize(ByteImage image, int height, int width, PillowFilter filter)
    {
        var wide = image.Width == width ? image : Horizontal(image, Taps(image.Width, width, filter));
        return image.Height == height ? wide == image ? image.Clone() : wide : Vertical(wide, Taps(image.Height, height, filter));
    }

    private static ByteImage Horizontal(ByteImage image, (int First, int[] Weights)[] taps)
    {
        var channels = image.Channels;
        var result = new ByteImage(image.Height, taps.Length, channels);
        for (var y = 0; y < image.Height; y++)
        {
            var source = image.Row(y);
            var target = result.Row(y);
            for (var x = 0; x < taps.Length; x++)
            {
                var (first, weights) = taps[x];
                for (var c = 0; c < channels; c++)
                {
                    var sum = 1 << (Precision - 1);
                    for (var k = 0; k < weights.Length; k++)
                    {
                        sum += source[(first + k) * channels + c] * weights[k];
                    }

                    target[x * channels + c] = Clip(sum);
                }
            }
        }

        return result;
    }

    private static ByteImage Vertical(ByteImage image, (int First, int[] Weights)[] taps)
    {
        var result = new ByteImage(taps.Length, image.Width, image.Channels);
        var sums = new int[image.Stride];
        for (var y = 0; y < taps.Length; y++)
        {
            var (first, weights) = taps[y];
            Array.Fill(sums, 1 << (Precision - 1));
            for (var k = 0; k < weights.Length; k++)
            {
                var source = image.Row(first + k);
                var weight = weights[k];
                for (var i = 0; i < sums.Length; i++)
                {
                    sums[i] += source[i] * weight;
                }
            }

            var target = result.Row(y);
            for (var i = 0; i < sums.Length; i++)
            {
                target[i] = Clip(sums[i]);
            }
        }

        return result;
    }

    private static (int First, int[] Weights)[] Taps(int source, int target, PillowFilter filter)
    {
        var scale = (double)source / target;
        var stretch = Math.Max(scale, 1);
        var support = filter.Support() * stretch;
        return [.. Enumerable.Range(0, target).Select(o =>
        {
            var centre = (o + 0.5) * scale;
            var first = Math.Max((int)(centre - support + 0.5), 0);
            var end = Math.Min((int)(centre + support + 0.5), source);
            var weights = new double[end - first];
            for (var k = 0; k < weights.Length; k++)
            {
                weights[k] = filter.At((k + first - centre + 0.5) * (1 / stretch));
            }

            var total = weights.Sum();
            return (first, Array.ConvertAll(weights, w => Fixed(total == 0 ? w : w / total)));
        })];
    }

    /// <summary>Half away from zero, as C's cast of x +- 0.5 does.</summary>
    private static int Fixed(double weight) => (int)(weight * (1 << Precision) + (weight < 0 ? -0.5 : 0.5));

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> Precision, 0, 255);
}
