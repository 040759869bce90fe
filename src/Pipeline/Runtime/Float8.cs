using static TorchSharp.torch;

namespace Workbench.Pipeline.Runtime;

/// <summary>The float8 dtypes that TorchSharp's enumeration lacks, by libtorch's numbers (c10/core/ScalarType.h).</summary>
public static class Float8
{
    /// <summary>float8_e5m2.</summary>
    public const ScalarType E5M2 = (ScalarType)23;

    /// <summary>float8_e4m3fn: largest 448, no infinity.</summary>
    public const ScalarType E4M3FN = (ScalarType)24;
}
