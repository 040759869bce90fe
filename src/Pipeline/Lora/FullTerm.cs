using static TorchSharp.torch;

namespace Workbench.Pipeline.Lora;

/// <summary>y += strength * x diff^T: a full delta of a quantised weight. Costs as much as the layer itself, and the dense delta in memory.</summary>
internal sealed class FullTerm(Tensor diff) : ILoraTerm
{
    public void AddTo(Tensor y, Tensor x, double strength)
    {
        using var scope = NewDisposeScope();
        y.addmm_(x.to(y.dtype), diff.to(y.dtype).t(), 1, (float)strength);
    }

    public void Dispose() => diff.Dispose();
}
