using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>A linear layer inside a block: announced before it runs, shown after.</summary>
internal static class TappedLinear
{
    /// <summary>x [1, L, inputs] to [1, L, outputs], passed through <paramref name="tap"/> as <paramref name="name"/>.</summary>
    public static Tensor Forward(this Linear linear, LinearInput x, Tap tap, string name)
    {
        tap[name].Launch("linear");
        return tap.Pass(name, x.Through(linear));
    }
}
