using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Measuring;

namespace Workbench.Cli.Bench;

/// <summary>One DIT step with its weights resident in a scheme, alone in the process so that its peak memory is its own.</summary>
internal static class StoredDitRows
{
    public static IEnumerable<BenchRow> Run(QuantScheme scheme, BenchSetup setup)
    {
        var step = StoredDitBench.Step(scheme, setup.Dit, setup.Device, setup.Size, setup.Runs); // first: ceilings take memory
        var (ceilings, measured) = setup.MeasureCeilings();
        foreach (var row in measured)
        {
            yield return row;
        }

        var fp8 = StoredDitBench.Fp8Ceiling(setup.Device);
        if (fp8 is not null)
        {
            yield return fp8;
        }

        var floor = StoredDitBench.Floor(scheme, setup.Dit, setup.Size, ceilings, fp8);
        yield return step with { FloorMilliseconds = floor };
        if (setup.Gpu)
        {
            yield return StoredDitBench.Check(scheme, setup.Dit, setup.Device);
            yield return StoredDitBench.Step(scheme, setup.Dit, setup.Device, setup.Size, setup.Runs, fuse: false) with { FloorMilliseconds = floor };
        }
    }
}
