using System.Numerics;

namespace Workbench.Pipeline.LipSync.Imaging;

/// <summary>cv2.resize on 8-bit images, byte for byte, without antialiasing. Source: opencv imgproc resize.cpp.</summary>
public static class CvResize
{
    private const int LanczosTaps = 8;

    /// <summary>INTER_LINEAR. Cost: four multiplications per output value.</summary>
    public static ByteImage Linear(ByteImage image, int height, int width)
    {
        var channels = image.Channels;
        var (left, right, weights) = LinearColumns(image.Width, width, channels);
        var rows = new RowCache<int[]>(2, y => Horizontal(image.Row(y), left, right, weights));
        var result = new ByteImage(height, width, channels);
        for (var y = 0; y < height; y++)
        {
            // Beyond the edge only the row is clamped, the weights stay.
            var (index, fraction) = CvCoordinates.Of(y, image.Height, height);
            var (b0, b1) = (CvCoordinates.Fixed(1 - fraction), CvCoordinates.Fixed(fraction));
            var upper = rows[Math.Clamp(index, 0, image.Height - 1)];
            var lower = rows[Math.Clamp(index + 1, 0, image.Height - 1)];
            Between(upper, b0, lower, b1, result.Row(y));
        }

        return result;
    }

    /// <summary>Two filtered rows (already shifted right by 4) to one of bytes.</summary>
    private static void Between(int[] upper, int b0, int[] lower, int b1, Span<byte> target)
    {
        var x = 0;
        var two = new Vector<int>(2);
        var white = new Vector<int>(255);
        for (; x <= target.Length - 4 * Vector<int>.Count; x += 4 * Vector<int>.Count)
        {
            var low = Vector.Narrow(Four(x), Four(x + Vector<int>.Count));
            var high = Vector.Narrow(Four(x + 2 * Vector<int>.Count), Four(x + 3 * Vector<int>.Count));
            Vector.Narrow(low.As<short, ushort>(), high.As<short, ushort>()).CopyTo(target[x..]);
        }

        for (; x < target.Length; x++)
        {
            target[x] = Saturate((((b0 * upper[x]) >> 16) + ((b1 * lower[x]) >> 16) + 2) >> 2);
        }

        Vector<int> Four(int at)
        {
            var sum = ((new Vector<int>(upper, at) * b0) >> 16) + ((new Vector<int>(lower, at) * b1) >> 16) + two;
            return Vector.Min(Vector.Max(sum >> 2, Vector<int>.Zero), white);
        }
    }

    /// <summary>INTER_LANCZOS4: eight taps, edge pixels repeated.</summary>
    public static ByteImage Lanczos4(ByteImage image, int height, int width)
    {
        var columns = LanczosTable(image.Width, width);
        var rows = new RowCache<int[]>(LanczosTaps, y => HorizontalLanczos(image, y, columns));
        var vertical = LanczosTable(image.Height, height);
        var result = new ByteImage(height, width, image.Channels);
        var taps = new int[LanczosTaps][];
        for (var y = 0; y < height; y++)
        {
            var (first, weights) = vertical[y];
            for (var k = 0; k < LanczosTaps; k++)
            {
                taps[k] = rows[Math.Clamp(first + k, 0, image.Height - 1)];
            }

            var target = result.Row(y);
            for (var x = 0; x < target.Length; x++)
            {
                var sum = 1 << 21;
                for (var k = 0; k < LanczosTaps; k++)
                {
                    sum += taps[k][x] * weights[k];
                }

                target[x] = Saturate(sum >> 22);
            }
        }

        return result;
    }

    private static (int[] Left, int[] Right, (int, int)[] Weights) LinearColumns(int source, int target, int channels)
    {
        var (left, right, weights) = (new int[target * channels], new int[target * channels], new (int, int)[target * channels]);
        for (var x = 0; x < target; x++)
        {
            // Beyond the edge column and fraction are both fixed, unlike rows.
            var (index, fraction) = CvCoordinates.Of(x, source, target);
            (index, fraction) = index < 0 ? (0, 0f) : index >= source - 1 ? (source - 1, 0f) : (index, fraction);
            for (var c = 0; c < channels; c++)
            {
                var i = x * channels + c;
                left[i] = index * channels + c;
                right[i] = Math.Min(index + 1, source - 1) * channels + c;
                weights[i] = (CvCoordinates.Fixed(1 - fraction), CvCoordinates.Fixed(fraction));
            }
        }

        return (left, right, weights);
    }

    private static int[] Horizontal(ReadOnlySpan<byte> row, int[] left, int[] right, (int, int)[] weights)
    {
        var result = new int[left.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var (a, b) = weights[i];
            result[i] = (row[left[i]] * a + row[right[i]] * b) >> 4;
        }

        return result;
    }

    private static int[] HorizontalLanczos(ByteImage image, int y, (int First, int[] Weights)[] columns)
    {
        var row = image.Row(y);
        var result = new int[columns.Length * image.Channels];
        for (var x = 0; x < columns.Length; x++)
        {
            for (var c = 0; c < image.Channels; c++)
            {
                var sum = 0;
                for (var k = 0; k < LanczosTaps; k++)
                {
                    sum += row[Math.Clamp(columns[x].First + k, 0, image.Width - 1) * image.Channels + c] * columns[x].Weights[k];
                }

                result[x * image.Channels + c] = sum;
            }
        }

        return result;
    }

    private static (int First, int[] Weights)[] LanczosTable(int source, int target) => [.. Enumerable.Range(0, target).Select(d =>
    {
        var (index, fraction) = CvCoordinates.Of(d, source, target);
        return (index - 3, Array.ConvertAll(CvLanczos.Weights(fraction), CvCoordinates.Fixed));
    })];

    private static byte Saturate(int value) => (byte)Math.Clamp(value, 0, 255);
}
