using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>Tests that count live tensors run alone: any other test in the process would be counted too.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LiveTensorCount
{
    public const string Name = "live tensor count";

    /// <summary>Tensors alive now, after whatever earlier tests left to the collector is gone.</summary>
    public static long Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
