using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Parameters;

/// <summary>Questions about dtypes that TorchSharp does not answer for float8.</summary>
public static class ScalarTypes
{
    /// <summary>Whether the dtype is a floating one, float8 included.</summary>
    public static bool IsFloat(this ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16 or Float8.E4M3FN or Float8.E5M2;
}
