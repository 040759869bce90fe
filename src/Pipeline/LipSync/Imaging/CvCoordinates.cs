namespace Workbench.Pipeline.LipSync.Imaging;

/// <summary>Where OpenCV's resize samples: (d + 0.5) * in/out - 0.5, rounded to float32. Source: opencv imgproc resize.cpp.</summary>
internal static class CvCoordinates
{
    /// <summary>Steps of a coefficient.</summary>
    public const int Scale = 2048;

    /// <summary>Pixel left of the sample, and how far beyond it.</summary>
    public static (int Index, float Fraction) Of(int d, int source, int target)
    {
        var step = 1.0 / ((double)target / source);
        var position = (float)((d + 0.5) * step - 0.5);
        var index = (int)MathF.Floor(position);
        return (index, position - index);
    }

    /// <summary>A coefficient in 1/2048, half to even, as a 16-bit number.</summary>
    public static int Fixed(float coefficient) => (int)Math.Clamp(MathF.Round(coefficient * Scale, MidpointRounding.ToEven), short.MinValue, short.MaxValue);
}
