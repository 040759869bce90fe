namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>Fits the scale of a group of values and picks the nearest level.</summary>
internal static class Levels
{
    /// <summary>Scale and offset of y = scale * q - least with q from 0 to <paramref name="top"/>; least is not negative.</summary>
    public static (float Scale, float Least) Affine(ReadOnlySpan<float> x, int top)
    {
        var (low, high) = (0f, float.MinValue);
        foreach (var value in x)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return ((Math.Max(high, low) - low) / top, -low);
    }

    /// <summary>The value of largest magnitude, with its sign: signed types map it onto their most negative level, which has one step more.</summary>
    public static float Extreme(ReadOnlySpan<float> x)
    {
        var extreme = 0f;
        foreach (var value in x)
        {
            extreme = Math.Abs(value) > Math.Abs(extreme) ? value : extreme;
        }

        return extreme;
    }

    /// <summary><paramref name="value"/> / <paramref name="scale"/> to the nearest integer in a range; 0 where there is no scale.</summary>
    public static int Nearest(float value, float scale, int least, int most) =>
        scale == 0 ? Math.Clamp(0, least, most) : (int)Math.Clamp(MathF.Round(value / scale), least, most);
}
