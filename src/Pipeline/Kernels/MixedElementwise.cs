using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels;

/// <summary>Sends each operation to its own implementation, as the configuration's keys choose them one by one.</summary>
/// <param name="modulate">Norm with modulation, and the gated residual (<c>modulate_type</c>).</param>
/// <param name="layerNorm">Affine norm (<c>layer_norm_type</c>).</param>
/// <param name="rmsNorm">RMS norm alone (<c>rms_norm_type</c>).</param>
/// <param name="rotation">RMS norm with rotation (<c>rope_type</c>, where it goes together with <c>rms_norm_type</c>).</param>
public sealed class MixedElementwise(IElementwise modulate, IElementwise layerNorm, IElementwise rmsNorm, IElementwise rotation) : IElementwise
{
    public string Name => string.Join('+', new[] { modulate.Name, layerNorm.Name, rmsNorm.Name, rotation.Name }.Distinct());

    public Tensor NormModulate(Tensor x, Tensor shift, Tensor scale, double eps, ScalarType output, Tap tap, string norm) =>
        modulate.NormModulate(x, shift, scale, eps, output, tap, norm);

    public Tensor NormAffine(Tensor x, Tensor weight, Tensor bias, double eps, ScalarType output) => layerNorm.NormAffine(x, weight, bias, eps, output);

    public Tensor RmsNorm(Tensor x, Tensor weight, double eps, ScalarType output) => rmsNorm.RmsNorm(x, weight, eps, output);

    public Tensor RmsNormRope(Tensor x, Tensor weight, double eps, Tensor rope, ScalarType output, Tap tap, string norm) =>
        rotation.RmsNormRope(x, weight, eps, rope, output, tap, norm);

    public Tensor AddGated(Tensor x, Tensor y, Tensor gate, bool overwrite) => modulate.AddGated(x, y, gate, overwrite);

    public Fp8Rows? NormModulateRows(Tensor x, Tensor shift, Tensor scale, double eps, ScalarType output) => modulate.NormModulateRows(x, shift, scale, eps, output);

    public Fp8Rows? NormAffineRows(Tensor x, Tensor weight, Tensor bias, double eps, ScalarType output) => layerNorm.NormAffineRows(x, weight, bias, eps, output);

    public Fp8Rows? GeluRows(Tensor x) => modulate.GeluRows(x);

    public GeluPlace GeluPlace => modulate.GeluPlace;

    public Tensor? BiasGelu(Tensor x, Tensor bias) => modulate.BiasGelu(x, bias);

    public Tensor Gelu(Tensor x) => modulate.Gelu(x);
}
