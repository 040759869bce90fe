using static TorchSharp.torch;

namespace Workbench.Testing.Faults;

/// <summary>A fault after which the process does not go on.</summary>
internal sealed class Deadly(Action act) : IFault
{
    public Tensor Apply(Tensor tensor, FaultContext context)
    {
        act();
        return tensor;
    }
}
