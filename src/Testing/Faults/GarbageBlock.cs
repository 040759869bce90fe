using static TorchSharp.torch;

namespace Workbench.Testing.Faults;

/// <summary>A sixteenth of the memory, at a random place, holds random numbers three times the tensor's scale.</summary>
internal sealed class GarbageBlock : IFault
{
    public Tensor Apply(Tensor tensor, FaultContext context)
    {
        var faulty = tensor.contiguous().clone();
        var count = faulty.numel();
        if (count == 0)
        {
            return faulty;
        }

        var length = Math.Max(1, count / 16);
        var block = faulty.reshape(-1).narrow(0, context.Random.NextInt64(count - length + 1), length);
        using var generator = new Generator((ulong)context.Random.Next(), CPU);
        var scale = faulty.to(ScalarType.Float64).square().mean().sqrt().item<double>();
        block.copy_(randn([length], generator: generator).mul(3 * (scale == 0 ? 1 : scale)));
        return faulty;
    }
}
