using static TorchSharp.torch;

namespace Workbench.Pipeline.Compatibility;

/// <summary>Checks tensors where stages meet. Cost: one pass over the tensor for finiteness; the largest is a decoded video.</summary>
public static class BoundaryCheck
{
    /// <summary>Dtype, then shape, then finiteness.</summary>
    /// <exception cref="BoundaryException">The first that does not hold, with the patch that prevents it where one is known.</exception>
    public static void Verify(Tensor tensor, BoundaryExpectation expected)
    {
        if (expected.Dtype is { } dtype && tensor.dtype != dtype)
        {
            throw Violation(expected, $"dtype {TextEncoderPatches.Name(dtype)}", TextEncoderPatches.Name(tensor.dtype), expected.DtypePatch);
        }

        if (tensor.dim() != expected.Shape.Count || tensor.shape.Zip(expected.Shape).Any(s => s.Second is { } size && size != s.First))
        {
            var want = string.Join(", ", expected.Shape.Select(s => s?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "*"));
            throw Violation(expected, $"shape [{want}]", $"[{string.Join(", ", tensor.shape)}]", null);
        }

        if (!tensor.is_floating_point() || tensor.numel() == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        if (!tensor.isfinite().all().item<bool>())
        {
            var nan = tensor.isnan().sum().item<long>();
            var bad = tensor.numel() - tensor.isfinite().sum().item<long>();
            throw Violation(expected, "finite values", $"{nan} NaN and {bad - nan} infinite of {tensor.numel()}", expected.FinitePatch);
        }
    }

    private static BoundaryException Violation(BoundaryExpectation expected, string want, string got, string? patch) => new(expected.Stage, expected.Tensor, want, got, patch);
}
