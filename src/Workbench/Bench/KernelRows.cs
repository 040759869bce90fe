using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Measuring;

namespace Workbench.Cli.Bench;

/// <summary>Every fused kernel against its torch twin: time and error.</summary>
internal static class KernelRows
{
    public static IEnumerable<BenchRow> Run(BenchSetup setup) => KernelCheck.Run(setup.Device, setup.Size.Tokens, 5120, 40).Select(r =>
        new BenchRow($"{r.Kernel} (error {r.Error:E1}, limit {r.Limit:E1}{(r.Passed ? "" : ": OUTSIDE")})", r.Milliseconds, r.Milliseconds, r.Milliseconds, 0, r.GigabytesPerSecond, 0, 0, r.Passed));
}
