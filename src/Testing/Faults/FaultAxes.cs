using static TorchSharp.torch;

namespace Workbench.Testing.Faults;

/// <summary>Faults of layout.</summary>
internal static class FaultAxes
{
    /// <summary>The axis with most indices.</summary>
    public static long Longest(Tensor tensor)
    {
        var shape = tensor.shape;
        return shape.Length == 0 ? 0 : Array.IndexOf(shape, shape.Max());
    }

    /// <summary>The two longest axes exchanged in memory, the shape as it was: what a wrong layout of a weight or activation looks like.</summary>
    public static Tensor Transposed(Tensor tensor)
    {
        var shape = tensor.shape;
        if (shape.Length < 2)
        {
            return tensor.flip(0);
        }

        var axes = Enumerable.Range(0, shape.Length).OrderByDescending(i => shape[i]).Take(2).ToArray();
        return tensor.transpose(axes[0], axes[1]).contiguous().reshape(shape);
    }
}
