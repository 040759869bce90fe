using System.Numerics;
using System.Runtime.InteropServices;
using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Blending;

/// <summary>
/// The two morphological steps of jaw mode on 0/255 masks. Outside the image counts as unset for growing and as set for narrowing.
/// Source: MuseTalk face_parsing/__init__.py, opencv morphology.
/// </summary>
public static class JawMorphology
{
    private const int DilateSide = 33, ErodeWidth = 35, ErodeHeight = 3;

    /// <summary>The 33x33 growing kernel: nothing in rows 0..9, a cone in rows 10..20, 21 columns below. Not mirrored when applied, so a pixel spreads up more than down.</summary>
    public static ByteImage DilateKernel() => Kernel(DilateSide, DilateSide, DilateHalfWidth);

    /// <summary>The narrowing kernel, an ellipse of 35x3: the middle row and the middle column.</summary>
    public static ByteImage ErodeKernel() => Kernel(ErodeHeight, ErodeWidth, ErodeHalfWidth);

    /// <summary>Grows a mask: at most 6 pixels down, tapering, and 16 up.</summary>
    public static ByteImage Dilate(ByteImage mask) => Apply(mask, DilateSide, DilateHalfWidth, set: 255);

    /// <summary>Narrows a mask by 17 columns on each side and a row above and below.</summary>
    public static ByteImage Erode(ByteImage mask) => Apply(mask, ErodeHeight, ErodeHalfWidth, set: 0);

    /// <summary>Columns on each side of the middle in a kernel row; negative for an empty row.</summary>
    private static int DilateHalfWidth(int row) => Math.Min(row - 10, 10);

    private static int ErodeHalfWidth(int row) => row == 1 ? ErodeWidth / 2 : 0;

    private static ByteImage Kernel(int height, int width, Func<int, int> halfWidth)
    {
        var kernel = new ByteImage(height, width, 1);
        for (var y = 0; y < height; y++)
        {
            if (halfWidth(y) is >= 0 and var half)
            {
                kernel.Row(y).Slice(width / 2 - half, 2 * half + 1).Fill(1);
            }
        }

        return kernel;
    }

    /// <summary>
    /// Sets every pixel to <paramref name="set"/> that sees such a pixel under the kernel. Kernel rows are runs around the middle, so each needs
    /// one horizontal spread per distinct width (one pass over the row, whatever the width) and one vectorised minimum or maximum per row.
    /// </summary>
    private static ByteImage Apply(ByteImage mask, int kernelRows, Func<int, int> halfWidth, byte set)
    {
        var spread = new Dictionary<int, ByteImage>();
        var result = mask.Clone();
        Array.Fill(result.Pixels, (byte)(255 - set));
        for (var r = 0; r < kernelRows; r++)
        {
            if (halfWidth(r) is not (>= 0 and var half))
            {
                continue;
            }

            var wide = spread.TryGetValue(half, out var known) ? known : spread[half] = Spread(mask, half, set);
            var shift = r - kernelRows / 2;
            for (var y = Math.Max(0, -shift); y < Math.Min(mask.Height, mask.Height - shift); y++)
            {
                Merge(wide.Row(y + shift), result.Row(y), set);
            }
        }

        return result;
    }

    /// <summary>On 0/255 masks "set where either is set" is a bitwise or (growing) or and (narrowing).</summary>
    private static void Merge(ReadOnlySpan<byte> source, Span<byte> target, byte set)
    {
        var from = MemoryMarshal.Cast<byte, Vector<byte>>(source);
        var to = MemoryMarshal.Cast<byte, Vector<byte>>(target);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = set == 255 ? to[i] | from[i] : to[i] & from[i];
        }

        for (var x = to.Length * Vector<byte>.Count; x < target.Length; x++)
        {
            target[x] = source[x] == set ? set : target[x];
        }
    }

    /// <summary>Sets every pixel with a set one at most <paramref name="half"/> columns away.</summary>
    private static ByteImage Spread(ByteImage mask, int half, byte set)
    {
        var result = mask.Clone();
        for (var y = 0; y < mask.Height; y++)
        {
            var source = mask.Row(y);
            var target = result.Row(y);
            var done = 0; // columns before this one are decided
            for (var x = 0; x < source.Length; x++)
            {
                if (source[x] == set)
                {
                    var (first, end) = (Math.Max(x - half, done), Math.Min(x + half + 1, target.Length));
                    target[first..end].Fill(set);
                    done = end;
                }
            }
        }

        return result;
    }
}
