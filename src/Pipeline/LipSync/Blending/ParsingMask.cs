using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Blending;

/// <summary>From face part labels to a 0/255 mask. Source: MuseTalk musetalk/utils/face_parsing/__init__.py FaceParsing.__call__.</summary>
public static class ParsingMask
{
    /// <summary>Side of the label map.</summary>
    public const int Side = 512;

    private const byte Skin = 1, Nose = 10, Mouth = 11, UpperLip = 12, LowerLip = 13, NeckSkin = 14;

    /// <summary>The mask of a mode.</summary>
    /// <param name="labels">Class numbers, 512x512.</param>
    /// <param name="mode">Which part.</param>
    /// <param name="leftCheek">Columns left of the middle in which the jaw mask keeps its grown width.</param>
    /// <param name="rightCheek">Columns right of the middle.</param>
    public static ByteImage Of(ByteImage labels, ParsingMode mode, int leftCheek = 90, int rightCheek = 90)
    {
        if ((labels.Height, labels.Width, labels.Channels) != (Side, Side, 1))
        {
            throw new ArgumentException($"a label map is {Side}x{Side}x1, got {labels.Height}x{labels.Width}x{labels.Channels}.", nameof(labels));
        }

        return mode switch
        {
            ParsingMode.Jaw => Jaw(labels, leftCheek, rightCheek),
            ParsingMode.Raw => Where(labels, l => l is Skin or Mouth or UpperLip or LowerLip),
            ParsingMode.Neck => Where(labels, l => l is Skin or Mouth or UpperLip or LowerLip or NeckSkin),
            _ => Where(labels, l => l is >= 1 and <= 13),
        };
    }

    /// <summary>The steps of jaw mode: skin grown, grown skin narrowed, and the two put together by column.</summary>
    public static (ByteImage Dilated, ByteImage Eroded, ByteImage Merged) JawSteps(ByteImage labels, int leftCheek, int rightCheek)
    {
        var dilated = JawMorphology.Dilate(Where(labels, l => l == Skin));
        var eroded = JawMorphology.Erode(JawMorphology.Erode(dilated));
        var merged = dilated.Clone();
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                if (IsCheek(x, leftCheek, rightCheek))
                {
                    merged.Row(y)[x] = eroded.Row(y)[x];
                }
            }
        }

        return (dilated, eroded, merged);
    }

    /// <summary>Whether a column belongs to the cheeks, where the grown mask is narrowed. Both rectangles are drawn edge-inclusive.</summary>
    public static bool IsCheek(int column, int leftCheek, int rightCheek) => column <= Side / 2 - leftCheek || column >= Side / 2 + rightCheek;

    private static ByteImage Jaw(ByteImage labels, int leftCheek, int rightCheek)
    {
        var mask = JawSteps(labels, leftCheek, rightCheek).Merged;
        for (var i = 0; i < mask.Pixels.Length; i++)
        {
            var label = labels.Pixels[i];
            mask.Pixels[i] = label is Mouth or UpperLip or LowerLip || (mask.Pixels[i] == 255 && label != Nose) ? (byte)255 : (byte)0;
        }

        return mask;
    }

    private static ByteImage Where(ByteImage labels, Func<byte, bool> chosen) =>
        new(labels.Height, labels.Width, 1, Array.ConvertAll(labels.Pixels, l => chosen(l) ? (byte)255 : (byte)0));
}
