using static TorchSharp.torch;

namespace Workbench.Testing.Faults;

/// <summary>Something that goes wrong with a tensor at a tap.</summary>
public interface IFault
{
    /// <summary>
    /// The tensor the network goes on with. Must not change <paramref name="tensor"/> itself: it may be shared.
    /// Deterministic in the context's seed, except where not being so is the fault.
    /// </summary>
    Tensor Apply(Tensor tensor, FaultContext context);
}
