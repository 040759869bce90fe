using static TorchSharp.torch;

namespace Workbench.Testing.Faults;

/// <summary>Adds noise of a twentieth of the tensor's scale, another each time: a race, or an uninitialised accumulator.</summary>
internal sealed class Noise : IFault
{
    public Tensor Apply(Tensor tensor, FaultContext context)
    {
        using var generator = new Generator((ulong)Random.Shared.NextInt64(), CPU);
        var wide = tensor.to(ScalarType.Float64);
        var noise = randn(tensor.shape, generator: generator).to(tensor.device).to(ScalarType.Float64);
        return (wide + (noise * wide.square().mean().sqrt() * 0.05)).to(tensor.dtype);
    }
}
