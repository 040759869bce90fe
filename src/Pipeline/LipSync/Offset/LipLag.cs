namespace Workbench.Pipeline.LipSync.Offset;

/// <summary>How late the mouth is.</summary>
/// <param name="Milliseconds">Positive when the mouth moves after the sound.</param>
/// <param name="Correlation">Correlation coefficient at that lag, -1..1; below about 0.5 the lag means little.</param>
public sealed record LipLag(double Milliseconds, double Correlation)
{
    /// <summary>
    /// Lag with the largest cross-correlation between loudness and mouth opening, refined below one frame by a parabola through the three values
    /// around it. Accuracy on a smooth signal: a twentieth of a frame.
    /// </summary>
    /// <param name="loudness">One value per frame (<see cref="SpeechEnvelope"/>).</param>
    /// <param name="opening">One value per frame, larger for a wider mouth.</param>
    /// <param name="fps">Frames per second of both.</param>
    /// <param name="largest">Lags looked at, in frames to both sides.</param>
    /// <exception cref="LipSyncException">Too short, or one of the two does not change.</exception>
    public static LipLag Measure(IReadOnlyList<double> loudness, IReadOnlyList<double> opening, double fps, int largest = 12)
    {
        var count = Math.Min(loudness.Count, opening.Count);
        if (count < 2 * largest + 2)
        {
            throw new LipSyncException($"{count} frames are too few to look for a lag of up to {largest}. Expected: at least {2 * largest + 2}.");
        }

        var correlations = Enumerable.Range(-largest, 2 * largest + 1).Select(lag => Pearson(loudness, opening, count, lag)).ToArray();
        var best = Array.IndexOf(correlations, correlations.Max());
        if (double.IsNaN(correlations[best]))
        {
            throw new LipSyncException("the loudness or the mouth opening does not change, so there is no lag to measure.");
        }

        return new((best - largest + Peak(correlations, best)) * 1000 / fps, correlations[best]);
    }

    /// <summary>Pearson correlation of loudness at frame i with the opening at frame i + lag.</summary>
    private static double Pearson(IReadOnlyList<double> loudness, IReadOnlyList<double> opening, int count, int lag)
    {
        var frames = Enumerable.Range(Math.Max(0, -lag), count - Math.Abs(lag)).ToArray();
        var (meanLoudness, meanOpening) = (frames.Average(i => loudness[i]), frames.Average(i => opening[i + lag]));
        var (product, powerLoudness, powerOpening) = (0.0, 0.0, 0.0);
        foreach (var i in frames)
        {
            var (a, b) = (loudness[i] - meanLoudness, opening[i + lag] - meanOpening);
            product += a * b;
            powerLoudness += a * a;
            powerOpening += b * b;
        }

        return product / Math.Sqrt(powerLoudness * powerOpening);
    }

    /// <summary>Place of the parabola's top, in frames from the middle value.</summary>
    private static double Peak(double[] values, int at)
    {
        if (at == 0 || at == values.Length - 1)
        {
            return 0;
        }

        var (left, middle, right) = (values[at - 1], values[at], values[at + 1]);
        var curvature = left - 2 * middle + right;
        return curvature < 0 ? (left - right) / (2 * curvature) : 0;
    }
}
