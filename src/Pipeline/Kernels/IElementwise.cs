using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels;

/// <summary>
/// The memory-bound operations between the matrix multiplies of the DiT, where fused kernels pay: written as separate torch ops they
/// are a quarter of a step's time. The switch point for <c>modulate_type</c>, <c>rms_norm_type</c> and <c>rope_type</c>.
/// <see cref="TorchElementwise"/> is the reference; an implementation must agree with it within the rounding of its output dtype.
/// A fused implementation may leave out the taps of values that it never writes to memory.
/// Results join the caller's dispose scope and never alias an input.
/// </summary>
public interface IElementwise
{
    /// <summary>Name in configurations, such as <c>torch</c>.</summary>
    string Name { get; }

    /// <summary>LayerNorm(x) * (1 + scale) + shift over the last axis. Least traffic: read x, write the result.</summary>
    /// <param name="x">[1, L, D]</param>
    /// <param name="shift">[1, 1, D]</param>
    /// <param name="scale">[1, 1, D]</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="output">Dtype of the result.</param>
    /// <param name="tap">Shows the bare norm as <paramref name="norm"/>.</param>
    /// <param name="norm">Tap name of the bare norm.</param>
    /// <returns>[1, L, D]</returns>
    Tensor NormModulate(Tensor x, Tensor shift, Tensor scale, double eps, ScalarType output, Tap tap, string norm);

    /// <summary>LayerNorm(x) * weight + bias over the last axis.</summary>
    /// <param name="x">[1, L, D]</param>
    /// <param name="weight">[D]</param>
    /// <param name="bias">[D]</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="output">Dtype of the result.</param>
    /// <returns>[1, L, D]</returns>
    Tensor NormAffine(Tensor x, Tensor weight, Tensor bias, double eps, ScalarType output);

    /// <summary>x / sqrt(mean(x^2) + eps) * weight over the last axis (all heads together).</summary>
    /// <param name="x">[1, L, D]</param>
    /// <param name="weight">[D]</param>
    /// <param name="eps">Added to the mean square.</param>
    /// <param name="output">Dtype of the result.</param>
    /// <returns>[1, L, D]</returns>
    Tensor RmsNorm(Tensor x, Tensor weight, double eps, ScalarType output);

    /// <summary><see cref="RmsNorm"/>, split into heads, then rotated: adjacent pairs (2j, 2j+1) are multiplied by <paramref name="rope"/> as complex numbers.</summary>
    /// <param name="x">[1, L, D]</param>
    /// <param name="weight">[D]</param>
    /// <param name="eps">Added to the mean square.</param>
    /// <param name="rope">Unit complex numbers [L, 1, D/heads/2], complex64 or complex128: the rotation runs in that precision.</param>
    /// <param name="output">Dtype of the result.</param>
    /// <param name="tap">Shows the norm as <paramref name="norm"/>.</param>
    /// <param name="norm">Tap name of the norm.</param>
    /// <returns>[1, L, heads, D/heads]</returns>
    Tensor RmsNormRope(Tensor x, Tensor weight, double eps, Tensor rope, ScalarType output, Tap tap, string norm);

    /// <summary>x + y * gate, in x's dtype.</summary>
    /// <param name="x">[1, L, D], the residual stream.</param>
    /// <param name="y">[1, L, D], a branch, perhaps of another dtype.</param>
    /// <param name="gate">[1, 1, D] in x's dtype.</param>
    /// <param name="overwrite">Whether the result may lie where x lies: the caller needs x no more.</param>
    /// <returns>[1, L, D]; a tensor of its own even where it shares x's memory.</returns>
    Tensor AddGated(Tensor x, Tensor y, Tensor gate, bool overwrite = false);

    /// <summary><see cref="NormModulate"/>, rounded to <paramref name="output"/> and quantised in the same pass; null where there is no such kernel.</summary>
    Fp8Rows? NormModulateRows(Tensor x, Tensor shift, Tensor scale, double eps, ScalarType output) => null;

    /// <summary><see cref="NormAffine"/>, rounded to <paramref name="output"/> and quantised in the same pass; null where there is no such kernel.</summary>
    Fp8Rows? NormAffineRows(Tensor x, Tensor weight, Tensor bias, double eps, ScalarType output) => null;

    /// <summary><see cref="Gelu"/>, rounded to x's dtype and quantised in the same pass; null where there is no such kernel.</summary>
    Fp8Rows? GeluRows(Tensor x) => null;

    /// <summary>Where <see cref="Gelu"/> behind a product is applied.</summary>
    GeluPlace GeluPlace => GeluPlace.Apart;

    /// <summary>gelu_tanh(x + bias), rounded once, written over x, which is returned; null where there is no such kernel. x [..., D], bias [D].</summary>
    Tensor? BiasGelu(Tensor x, Tensor bias) => null;

    /// <summary>GELU in its tanh approximation, 0.5x(1 + tanh(sqrt(2/pi)(x + 0.044715x^3))), rounded once.</summary>
    Tensor Gelu(Tensor x);
}
