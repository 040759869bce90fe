namespace Workbench.Pipeline.LipSync.Imaging;

/// <summary>Kernels of Pillow's resize. Source: Pillow src/libImaging/Resample.c.</summary>
public enum PillowFilter
{
    /// <summary>Triangle, reaching 1 pixel.</summary>
    Bilinear,

    /// <summary>Cubic with a = -0.5, reaching 2 pixels. What Pillow takes when no filter is named.</summary>
    Bicubic,

    /// <summary>Windowed sinc, reaching 3 pixels.</summary>
    Lanczos,
}

internal static class PillowFilters
{
    public static double Support(this PillowFilter filter) => filter switch
    {
        PillowFilter.Bilinear => 1,
        PillowFilter.Bicubic => 2,
        _ => 3,
    };

    public static double At(this PillowFilter filter, double x)
    {
        const double a = -0.5;
        var r = Math.Abs(x);
        return filter switch
        {
            PillowFilter.Bilinear => r < 1 ? 1 - r : 0,
            PillowFilter.Bicubic => r < 1 ? ((a + 2) * r - (a + 3)) * r * r + 1 : r < 2 ? (((r - 5) * r + 8) * r - 4) * a : 0,
            _ => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
