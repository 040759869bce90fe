using static TorchSharp.torch;

namespace Workbench.Testing.Faults;

/// <summary>Adds to, or multiplies, one index of the last axis.</summary>
internal sealed class Channel(double value, bool add) : IFault
{
    public Tensor Apply(Tensor tensor, FaultContext context)
    {
        var faulty = tensor.clone();
        var axis = faulty.dim() - 1;
        if (axis < 0)
        {
            return add ? faulty.add_(value) : faulty.mul_(value);
        }

        var channel = faulty.narrow(axis, context.Random.NextInt64(faulty.shape[axis]), 1);
        _ = add ? channel.add_(value) : channel.mul_(value);
        return faulty;
    }
}
