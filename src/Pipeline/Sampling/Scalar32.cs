using static TorchSharp.torch;

namespace Workbench.Pipeline.Sampling;

/// <summary>
/// fp32 scalar functions evaluated by torch itself. Upstream keeps its solver coefficients in 0-dim fp32 tensors, and for 40 steps
/// the cancellation in them magnifies the last bit some hundred times: another library's log or expm1 shows in the latents.
/// </summary>
internal static class Scalar32
{
    public static float Log(float x) => Apply(x, t => t.log());

    public static float Exp(float x) => Apply(x, t => t.exp());

    public static float Expm1(float x) => Apply(x, t => t.expm1());

    /// <summary>lambda = ln(1 - sigma) - ln(sigma), half the log signal-to-noise ratio: -inf at sigma 1, +inf at sigma 0.</summary>
    public static float Lambda(float sigma) => Log(1 - sigma) - Log(sigma);

    private static float Apply(float x, Func<Tensor, Tensor> function)
    {
        using var scope = NewDisposeScope();
        return function(tensor(x, ScalarType.Float32)).item<float>();
    }
}
