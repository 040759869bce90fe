using SkiaSharp;
using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Demo;

/// <summary>Draws a face: base frames for demonstrations and tests, so that no picture of a real person is needed.</summary>
/// <param name="width">Frame width in pixels.</param>
/// <param name="height">Frame height in pixels.</param>
public sealed class DrawnFace(int width = 480, int height = 480)
{
    /// <summary>One frame.</summary>
    /// <param name="sway">Turn of the head, -1..1.</param>
    /// <param name="mouth">How far the mouth is open, 0..1.</param>
    /// <param name="blink">How far the eyes are closed, 0..1.</param>
    public ByteImage Draw(double sway = 0, double mouth = 0, double blink = 0)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            Paint(canvas, Centre(sway), Unit, (float)mouth, (float)blink);
        }

        var result = new ByteImage(height, width, 3);
        var pixels = bitmap.GetPixelSpan();
        for (var i = 0; i < width * height; i++)
        {
            pixels.Slice(i * 4, 3).CopyTo(result.Pixels.AsSpan(i * 3));
        }

        return result;
    }

    /// <summary>A box as landmarks would give it: temples to chin, its middle at the lower nose bridge.</summary>
    public FaceBox Box(double sway = 0)
    {
        var c = Centre(sway);
        return new((int)(c.X - 0.85f * Unit), (int)(c.Y - 0.95f * Unit), (int)(c.X + 0.85f * Unit), (int)(c.Y + 1.15f * Unit));
    }

    /// <summary>A swaying, blinking head with a closed mouth.</summary>
    /// <param name="count">Frames.</param>
    public (IReadOnlyList<ByteImage> Frames, IReadOnlyList<FaceBox> Boxes) Idle(int count)
    {
        var sways = Enumerable.Range(0, count).Select(i => Math.Sin(2 * Math.PI * i / Math.Max(count, 1))).ToArray();
        return ([.. sways.Select((s, i) => Draw(s, 0, i % 40 == 20 ? 1 : 0))], [.. sways.Select(Box)]);
    }

    /// <summary>Half the width of the head.</summary>
    private float Unit => Math.Min(width, height) * 0.25f;

    private SKPoint Centre(double sway) => new((float)(width / 2.0 + sway * width * 0.02), height * 0.48f);

    private void Paint(SKCanvas canvas, SKPoint c, float u, float mouth, float blink)
    {
        using var paint = new SKPaint { IsAntialias = true };
        canvas.Clear(new SKColor(96, 120, 140));
        Oval(canvas, paint, new SKColor(52, 70, 110), c.X, height + 0.2f * u, 2.2f * u, 1.6f * u); // shoulders
        Oval(canvas, paint, new SKColor(70, 48, 34), c.X, c.Y - 0.25f * u, 1.08f * u, 1.35f * u); // hair
        Oval(canvas, paint, new SKColor(205, 160, 130), c.X, c.Y + 0.95f * u, 0.45f * u, 0.6f * u); // neck
        Oval(canvas, paint, new SKColor(226, 182, 150), c.X, c.Y, 0.9f * u, 1.2f * u); // face
        foreach (var side in new[] { -1, 1 })
        {
            var x = c.X + side * 0.36f * u;
            Oval(canvas, paint, SKColors.White, x, c.Y - 0.2f * u, 0.17f * u, 0.09f * u * (1 - blink) + 0.01f * u);
            Oval(canvas, paint, new SKColor(60, 80, 60), x, c.Y - 0.2f * u, 0.07f * u * (1 - blink), 0.07f * u * (1 - blink));
            Oval(canvas, paint, new SKColor(90, 60, 45), x, c.Y - 0.42f * u, 0.22f * u, 0.03f * u); // brow
            Oval(canvas, paint, new SKColor(180, 130, 105), c.X + side * 0.07f * u, c.Y + 0.3f * u, 0.05f * u, 0.03f * u); // nostril
        }

        Oval(canvas, paint, new SKColor(170, 84, 80), c.X, c.Y + 0.66f * u, 0.3f * u, 0.07f * u + 0.16f * u * mouth); // lips
        Oval(canvas, paint, new SKColor(60, 20, 24), c.X, c.Y + 0.66f * u, 0.24f * u, 0.012f * u + 0.14f * u * mouth); // gap
    }

    private static void Oval(SKCanvas canvas, SKPaint paint, SKColor colour, float x, float y, float rx, float ry)
    {
        paint.Color = colour;
        canvas.DrawOval(x, y, rx, ry, paint);
    }
}
