using Workbench.Pipeline.Kernels;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Lora;

/// <summary>All that LoRAs add to one linear layer, summed in a fixed order, so that the order of switching cannot show in the bits.</summary>
internal sealed class LoraBranch : ILinearBranch
{
    /// <summary>Terms and their strengths, in canonical order. Not owned.</summary>
    public List<(ILoraTerm Term, double Strength)> Terms { get; } = [];

    public Tensor Add(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var sum = y.is_contiguous() ? y : y.contiguous();
        var rows = x.reshape(-1, x.shape[^1]); // [M, inputs]
        var into = sum.view(-1, sum.shape[^1]); // [M, outputs], the same memory
        foreach (var (term, strength) in Terms)
        {
            term.AddTo(into, rows, strength);
        }

        return ReferenceEquals(sum, y) ? y : sum.MoveToOuterDisposeScope();
    }
}
