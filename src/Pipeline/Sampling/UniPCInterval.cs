namespace Workbench.Pipeline.Sampling;

/// <summary>
/// Coefficients of one UniPC interval from noise level s to noise level t, in fp32. With h = lambda(t) - lambda(s):
/// phi = e^-h - 1, which is also B(h) of the bh2 variant.
/// </summary>
internal readonly struct UniPCInterval
{
    private readonly float lambdaStart;
    private readonly float h;
    private readonly float phi;

    public UniPCInterval(float sigmaStart, float sigmaEnd)
    {
        lambdaStart = Scalar32.Lambda(sigmaStart);
        h = Scalar32.Lambda(sigmaEnd) - lambdaStart;
        phi = Scalar32.Expm1(-h);
        Ratio = sigmaEnd / sigmaStart;
        AlphaPhi = (1 - sigmaEnd) * phi;
    }

    /// <summary>sigma_t / sigma_s.</summary>
    public float Ratio { get; }

    /// <summary>alpha_t * phi.</summary>
    public float AlphaPhi { get; }

    /// <summary>Where an earlier noise level lies, in units of h from s: negative.</summary>
    public float Position(float sigma) => (Scalar32.Lambda(sigma) - lambdaStart) / h;

    /// <summary>Weights of the history's difference and of the newest one: the solution of [[1, 1], [r, 1]] rho = b.</summary>
    public (float History, float Newest) CorrectorWeights(float r)
    {
        var first = phi / -h - 1;
        var b1 = first / phi;
        var second = first / -h - 0.5f;
        var b2 = second * 2 / phi;
        var history = (b1 - b2) / (1 - r);
        return (history, b1 - history);
    }
}
