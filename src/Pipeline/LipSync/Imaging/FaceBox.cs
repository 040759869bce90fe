namespace Workbench.Pipeline.LipSync.Imaging;

/// <summary>A rectangle in pixels; right and bottom are exclusive.</summary>
public readonly record struct FaceBox(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Columns.</summary>
    public int Width => Right - Left;

    /// <summary>Rows.</summary>
    public int Height => Bottom - Top;

    /// <summary>Whether it has no pixel.</summary>
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>The part inside an image.</summary>
    public FaceBox Clamp(int height, int width) =>
        new(Math.Clamp(Left, 0, width), Math.Clamp(Top, 0, height), Math.Clamp(Right, 0, width), Math.Clamp(Bottom, 0, height));

    public override string ToString() => $"({Left}, {Top}, {Right}, {Bottom})";
}
