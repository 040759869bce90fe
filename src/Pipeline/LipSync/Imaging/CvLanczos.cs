namespace Workbench.Pipeline.LipSync.Imaging;

/// <summary>Taps of INTER_LANCZOS4: sinc(t) sinc(t/4), normalised. Source: opencv imgproc interpolateLanczos4.</summary>
internal static class CvLanczos
{
    private const double HalfRoot = 0.70710678118654752440084436210485;

    /// <summary>sin(y0 + i*pi/4) as a combination of sin(y0) and cos(y0).</summary>
    private static readonly (double Sine, double Cosine)[] Turns =
        [(1, 0), (-HalfRoot, -HalfRoot), (0, 1), (HalfRoot, -HalfRoot), (-1, 0), (HalfRoot, HalfRoot), (0, -1), (-HalfRoot, HalfRoot)];

    /// <summary>Eight weights for a sample <paramref name="fraction"/> beyond the fourth tap.</summary>
    public static float[] Weights(float fraction)
    {
        var weights = new float[8];
        var start = -(fraction + 3) * Math.PI * 0.25;
        var (sine, cosine) = (Math.Sin(start), Math.Cos(start));
        var sum = 0f;
        for (var i = 0; i < weights.Length; i++)
        {
            var distance = fraction + 3 - i;
            var y = -distance * Math.PI * 0.25;

            // On a pixel the weight is infinite before normalisation: a large number stands for it.
            weights[i] = MathF.Abs(distance) >= 1e-6f ? (float)((Turns[i].Sine * sine + Turns[i].Cosine * cosine) / (y * y)) : 1e30f;
            sum += weights[i];
        }

        sum = 1f / sum;
        return Array.ConvertAll(weights, w => w * sum);
    }
}
