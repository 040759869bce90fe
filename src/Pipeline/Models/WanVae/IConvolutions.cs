using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>
/// Where the VAE gets its convolutions: the switch point for faster kernels (channels-last, implicit GEMM, fused history).
/// They are 99 % of the VAE's arithmetic: one 720p decode of 81 frames is 6.2e14 FLOP, 5.7e14 of them in 3x3x3 kernels.
/// <see cref="PlainConvolutions"/> is the reference that every other implementation is tested against; an implementation may repack
/// the weights once here, and must accept strided inputs.
/// </summary>
public interface IConvolutions
{
    /// <summary>
    /// A 3-D convolution without padding in time (the history is already in front of the input) and with zero padding in space.
    /// Takes over <paramref name="weight"/> [out, in, kt, kh, kw] and <paramref name="bias"/> [out].
    /// </summary>
    IConvolution Conv3d(Tensor weight, Tensor bias, long timeStride, long spacePadding);

    /// <summary>A 2-D convolution. Takes over <paramref name="weight"/> [out, in, kh, kw] and <paramref name="bias"/> [out].</summary>
    IConvolution Conv2d(Tensor weight, Tensor bias, long stride, long padding);
}
