using static TorchSharp.torch;

namespace Workbench.Testing.Faults;

/// <summary>A fault that is one expression.</summary>
internal sealed class Replaced(Func<Tensor, FaultContext, Tensor> with) : IFault
{
    public Tensor Apply(Tensor tensor, FaultContext context)
    {
        var faulty = with(tensor, context);
        return ReferenceEquals(faulty, context.Earlier) || ReferenceEquals(faulty, context.From) ? faulty.clone() : faulty;
    }
}
