namespace Workbench.Pipeline.Sampling;

/// <summary>Noise tables of flow matching, in fp64 as numpy makes them upstream.</summary>
internal static class FlowSigmas
{
    /// <summary>Training timesteps.</summary>
    public const int TrainTimesteps = 1000;

    /// <summary>s*sigma / (1 + (s-1)*sigma): more steps where noise is high.</summary>
    public static double Shift(double sigma, double shift) => shift * sigma / (1 + (shift - 1) * sigma);

    /// <summary>numpy.linspace(first, 0, steps + 1) without its last value, shifted.</summary>
    public static double[] Descending(double first, int steps, double shift)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shift);
        var interval = -first / steps;
        return [.. Enumerable.Range(0, steps).Select(i => Shift(i * interval + first, shift))];
    }

    /// <summary>fp32 sigmas with the final 0.</summary>
    public static float[] WithEnd(IEnumerable<double> sigmas) => [.. sigmas.Select(s => (float)s), 0f];

    /// <summary>Timesteps truncated to whole numbers, as upstream casts them to int64.</summary>
    public static double[] Truncated(IEnumerable<double> sigmas) => [.. sigmas.Select(s => Math.Truncate(s * TrainTimesteps))];
}
