using System.Numerics;
using System.Runtime.InteropServices;

namespace Workbench.Pipeline.LipSync.Imaging;

/// <summary>
/// cv2.GaussianBlur(image, (k, k), 0) on one 8-bit channel, byte for byte: kernel in whole 1/256, 8.8 then 16.16 integers, mirrored edges
/// that do not repeat the edge pixel. Source: opencv imgproc smooth.dispatch.cpp.
/// </summary>
public static class GaussianBlur
{
    /// <summary>Blurs; kernel size 1 copies.</summary>
    /// <param name="image">One channel.</param>
    /// <param name="size">Kernel size, odd.</param>
    public static ByteImage Apply(ByteImage image, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Channels, 1);
        var kernel = Fixed(Kernel(size));
        var radius = size / 2;
        var result = new ByteImage(image.Height, image.Width, 1);
        var rows = new RowCache<int[]>(size, y => Horizontal(image.Row(y), kernel));
        var sums = new int[image.Width];
        for (var y = 0; y < image.Height; y++)
        {
            Array.Fill(sums, 1 << 15);
            for (var k = 0; k < size; k++)
            {
                var (row, weight) = (rows[Mirror(y + k - radius, image.Height)], kernel[k]);
                Accumulate(row, weight, sums); // 16.16
            }

            var target = result.Row(y);
            for (var x = 0; x < sums.Length; x++)
            {
                target[x] = (byte)(sums[x] >> 16);
            }
        }

        return result;
    }

    /// <summary>cv2.getGaussianKernel(size, 0): sizes 1 to 9 are fixed tables, larger ones have sigma 0.3*((size-1)/2 - 1) + 0.8.</summary>
    public static double[] Kernel(int size)
    {
        if (size < 1 || size % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "a blur kernel has an odd size");
        }

        double[]? table = size switch
        {
            1 => [1],
            3 => [0.25, 0.5, 0.25],
            5 => [0.0625, 0.25, 0.375, 0.25, 0.0625],
            7 => [0.03125, 0.109375, 0.21875, 0.28125, 0.21875, 0.109375, 0.03125],
            9 => [4 / 256.0, 13 / 256.0, 30 / 256.0, 51 / 256.0, 60 / 256.0, 51 / 256.0, 30 / 256.0, 13 / 256.0, 4 / 256.0],
            _ => null,
        };
        if (table is not null)
        {
            return table;
        }

        var sigma = 0.15 * size + 0.35;
        var values = Enumerable.Range(0, size).Select(i => Math.Exp(Math.Pow(2 * i - (size - 1), 2) * (-0.125 / (sigma * sigma)))).ToArray();
        var total = values.Sum();
        return Array.ConvertAll(values, v => v / total);
    }

    /// <summary>Whole 1/256 with the rounding error carried on; the centre takes what is missing to one.</summary>
    private static int[] Fixed(double[] kernel)
    {
        var result = new int[kernel.Length];
        var (carry, sum) = (0.0, 0);
        for (var i = 0; i < kernel.Length / 2; i++)
        {
            var wanted = kernel[i] * 256 + carry;
            var whole = (int)Math.Round(wanted, MidpointRounding.ToEven);
            carry = wanted - whole;
            result[i] = result[^(i + 1)] = whole;
            sum += 2 * whole;
        }

        result[kernel.Length / 2] = 256 - sum;
        return result;
    }

    /// <summary>8.8 numbers. The mirrored row is laid out once, then each tap is one vectorised pass over it.</summary>
    private static int[] Horizontal(ReadOnlySpan<byte> row, int[] kernel)
    {
        var radius = kernel.Length / 2;
        var mirrored = new int[row.Length + 2 * radius];
        for (var x = 0; x < mirrored.Length; x++)
        {
            mirrored[x] = row[Mirror(x - radius, row.Length)];
        }

        var result = new int[row.Length];
        for (var k = 0; k < kernel.Length; k++)
        {
            Accumulate(mirrored.AsSpan(k, row.Length), kernel[k], result);
        }

        return result;
    }

    private static void Accumulate(ReadOnlySpan<int> values, int weight, Span<int> sums)
    {
        var from = MemoryMarshal.Cast<int, Vector<int>>(values);
        var to = MemoryMarshal.Cast<int, Vector<int>>(sums);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += from[i] * weight;
        }

        for (var x = to.Length * Vector<int>.Count; x < sums.Length; x++)
        {
            sums[x] += values[x] * weight;
        }
    }

    /// <summary>BORDER_REFLECT_101: gfedcb|abcdefgh|gfedcba.</summary>
    private static int Mirror(int i, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        while (i < 0 || i >= length)
        {
            i = i < 0 ? -i : 2 * (length - 1) - i;
        }

        return i;
    }
}
