using static TorchSharp.torch;

namespace Workbench.Pipeline.Hub.Models;

/// <summary>Bytes per element of the floating dtypes that a plan names.</summary>
internal static class ElementBytes
{
    public static int ElementSize(this ScalarType type) => type switch
    {
        ScalarType.Float64 => 8,
        ScalarType.Float32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no floating dtype of a plan"),
    };
}
