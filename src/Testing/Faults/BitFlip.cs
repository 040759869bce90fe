using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Testing.Faults;

/// <summary>
/// Flips one bit of one element: the sign, or the exponent bit worth a factor of 2^16 (2^4 in formats with a short exponent).
/// The element is drawn from those at least as large as the mean magnitude: flipping the sign of a zero is no fault.
/// </summary>
internal sealed class BitFlip(bool sign) : IFault
{
    public Tensor Apply(Tensor tensor, FaultContext context) => Flip(tensor, sign, context.Random);

    public static Tensor Flip(Tensor tensor, bool sign, Random random)
    {
        var (integer, signBit, exponentBit) = FaultDtypes.Bits(tensor.dtype);
        var faulty = tensor.contiguous().clone();
        if (faulty.numel() == 0)
        {
            return faulty;
        }

        var magnitudes = faulty.to(ScalarType.Float64).abs().reshape(-1);
        var candidates = magnitudes.ge(magnitudes.mean()).nonzero().reshape(-1);
        var element = candidates.numel() == 0 ? 0 : candidates[random.NextInt64(candidates.numel())].item<long>();
        var bits = Aten.Call("aten::view", "dtype", faulty.reshape(-1), integer).narrow(0, element, 1);
        // The sign bit of the type as a value of that type: its smallest number.
        bits.bitwise_xor_(tensor_of(sign ? signBit : exponentBit, integer, bits.device));
        return faulty;
    }

    private static Tensor tensor_of(long value, ScalarType type, Device device) => full(1, value, ScalarType.Int64, device).to(type);
}
