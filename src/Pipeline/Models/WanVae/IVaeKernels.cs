using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>
/// Where the VAE gets its hot operations: the switch point for faster kernels. Convolutions are 99 % of the arithmetic (one 720p decode of
/// 81 frames is 6.2e14 FLOP, 5.7e14 of them in 3x3x3 kernels); norm, SiLU and history copies are as much time again when written as plain operations.
/// <see cref="PlainVaeKernels"/> is the reference that every other implementation is tested against; an implementation may repack
/// the weights once here, and must accept strided inputs.
/// </summary>
public interface IVaeKernels
{
    /// <summary>
    /// A 3-D convolution without padding in time (the history is already in front of the input) and with zero padding in space.
    /// Takes over <paramref name="weight"/> [out, in, kt, kh, kw] and <paramref name="bias"/> [out].
    /// </summary>
    IConvolution Conv3d(Tensor weight, Tensor bias, long timeStride, long spacePadding);

    /// <summary>A 2-D convolution. Takes over <paramref name="weight"/> [out, in, kh, kw] and <paramref name="bias"/> [out].</summary>
    IConvolution Conv2d(Tensor weight, Tensor bias, long stride, long padding);

    /// <summary>
    /// silu(x / max(||x||, 1e-12) * sqrt(C) * gamma) over the channels, behind <paramref name="historyFrames"/> frames of <paramref name="past"/>:
    /// what the next causal convolution reads.
    /// </summary>
    /// <param name="x">[b, C, t, h, w]</param>
    /// <param name="gamma">[C, 1, 1, 1]</param>
    /// <param name="past">[b, C, historyFrames, h, w], already normed and activated; zero frames when null.</param>
    /// <param name="historyFrames">Frames in front.</param>
    /// <param name="bias">[C], added to x first: the bias of the convolution that made it.</param>
    /// <returns>[b, C, historyFrames + t, h, w] in any memory format, or null where this implementation has nothing better than the plain operations.</returns>
    Tensor? NormSiluBehind(Tensor x, Tensor gamma, Tensor? past, long historyFrames, Tensor? bias = null);

    /// <summary>
    /// Whether <see cref="NormSiluBehind"/> will take x and a tensor of its size with <paramref name="outputs"/> channels, so that a residual block may
    /// leave the biases of its convolutions to it and to <see cref="AddBiased"/>: two passes over the chunk less a convolution.
    /// </summary>
    bool TakesBiases(Tensor x, long outputs);

    /// <summary>y + bias + shortcut, in one pass; y may be overwritten.</summary>
    /// <param name="y">[b, C, t, h, w]</param>
    /// <param name="bias">[C]</param>
    /// <param name="shortcut">[b, C, t, h, w], left alone.</param>
    Tensor AddBiased(Tensor y, Tensor bias, Tensor shortcut);
}
