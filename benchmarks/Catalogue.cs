using Workbench.Benchmarks.Measured;
using Workbench.Benchmarks.Running;

namespace Workbench.Benchmarks;

/// <summary>Every benchmark.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<IBenchmark> All { get; } =
    [
        new DispatcherCall(),
        new SilentTap(),
        new SilentTapShare(),
        new ProgramStart(),
        new FirstVideo(),
        new LocaliseRun(),
        new SnapshotCost(),
        new Dequantisation(),
        new CheckpointLoad(),
        new LoraSwitch(),
        new LoraStep(),
    ];
}
