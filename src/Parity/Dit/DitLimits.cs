using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Parity.Dit;

/// <summary>How far from the oracle a tensor of the DiT may be, in relative Euclidean error.</summary>
internal static class DitLimits
{
    /// <summary>
    /// fp32 on a CPU: 1e-5. The unit roundoff is 6e-8; sums over up to ffn_dim terms and the depth of the network magnify it some tens of times.
    /// fp32 on CUDA: 1e-4, for other summation orders in matrix multiplies and attention.
    /// bf16: 3e-2. It rounds at 2^-9 = 2e-3, some ten times per block on the way to a tensor; upstream's own bf16 run differs by 5e-3 at the output.
    /// fp16: an eighth of that, for three more bits.
    /// </summary>
    public static double Forward(ParityContext context) => context.Dtypes.Compute switch
    {
        ScalarType.Float16 => 4e-3,
        ScalarType.BFloat16 => 3e-2,
        _ => context.Device.type == DeviceType.CUDA ? 1e-4 : 1e-5,
    };

    /// <summary>
    /// Over a whole run: 2e-4 in fp32, since every step feeds its error to the next through the network, and guidance multiplies the
    /// difference of two predictions. 16 bit: twice <see cref="Forward"/>, by the same reasoning.
    /// </summary>
    public static double Run(ParityContext context) => context.Strict ? 2e-4 : 2 * Forward(context);

    /// <summary>fp64 tables: a few roundings of 1e-16, magnified by angles of up to 1000.</summary>
    public const double Table64 = 1e-12;
}
