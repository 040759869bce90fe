using static TorchSharp.torch;

namespace Workbench.Interactive.Plots;

/// <summary>Few numbers out of big tensors: everything is reduced where the tensor is.</summary>
internal static class Numbers
{
    /// <summary>Finite fp32 values of a tensor, flat.</summary>
    public static Tensor Finite(Tensor tensor)
    {
        var flat = tensor.detach().reshape(-1);
        flat = flat.to(tensor.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32);
        return flat.index_select(0, flat.isfinite().nonzero().reshape(-1));
    }

    public static double[] Host(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().reshape(-1).to(ScalarType.Float64).cpu().data<double>().ToArray();
    }

    public static double[][] Rows(Tensor matrix)
    {
        var width = (int)matrix.shape[1];
        return [.. Host(matrix).Chunk(width)];
    }

    /// <summary>Elements per bin of equal width.</summary>
    public static double[] Counts(Tensor values, int bins, double low, double high)
    {
        using var scope = NewDisposeScope();
        return Host(((values - low) / (high > low ? high - low : 1)).histc(bins, 0, 1)); // histc takes whole limits only
    }

    public static double Rms(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float64).square().mean().sqrt().item<double>();
    }
}
