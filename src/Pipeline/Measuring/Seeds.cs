using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>Seeds for benchmarks.</summary>
internal static class Seeds
{
    /// <summary>Seeds torch's generators, of the CPU and of every GPU: <c>manual_seed</c> alone leaves those of the GPUs where they are.</summary>
    public static void Set(long seed)
    {
        manual_seed(seed);
        if (cuda.is_available())
        {
            cuda.manual_seed_all(seed);
        }
    }
}
