namespace Workbench.Harness.Measurement;

/// <summary>What two sketches say about the relative error ||a - b|| / ||b|| of their tensors.</summary>
/// <param name="Relative">The estimate; the plain difference norm where b is zero.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Confidence">Probability with which the interval holds the true error.</param>
public sealed record SketchEstimate(double Relative, double Low, double High, double Confidence)
{
    /// <summary>The confidence used throughout the harness.</summary>
    public const double DefaultConfidence = 0.999;

    /// <summary>
    /// Estimates from sketches of one plan. k ||d||^2 / ||d_true||^2 follows chi-square with k degrees of freedom (see <see cref="Sketcher"/>),
    /// so the interval is ||d|| sqrt(k / q) at its two quantiles q: -13 % to +16 % for k = 256 at 99.9 %.
    /// </summary>
    /// <param name="got">Sketch of a.</param>
    /// <param name="expected">Sketch of b.</param>
    /// <param name="norm">||b||, exact, from its statistics.</param>
    /// <param name="confidence">Probability wanted.</param>
    public static SketchEstimate Between(ReadOnlySpan<float> got, ReadOnlySpan<float> expected, double norm, double confidence = DefaultConfidence)
    {
        if (got.Length != expected.Length)
        {
            throw new ArgumentException($"sketches of {got.Length} and {expected.Length} projections cannot be compared");
        }

        var k = got.Length;
        double squares = 0;
        for (var i = 0; i < k; i++)
        {
            var difference = (double)got[i] - expected[i];
            squares += difference * difference;
        }

        var relative = Math.Sqrt(squares) / (norm == 0 ? 1 : norm);
        var tail = (1 - confidence) / 2;
        return new(
            relative,
            relative * Math.Sqrt(k / ChiSquare.Quantile(1 - tail, k)),
            relative * Math.Sqrt(k / ChiSquare.Quantile(tail, k)),
            confidence);
    }
}
