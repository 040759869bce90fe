using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Measuring;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Parameters;

namespace Workbench.Cli.Bench;

/// <summary>One DIT step: with torch's kernels and, on a GPU, with the fused ones and its operations one by one.</summary>
internal static class DitRows
{
    public static IEnumerable<BenchRow> Run(BenchSetup setup, Ceilings ceilings)
    {
        var (config, dtype) = (setup.Dit, setup.Dtype);
        var plan = DtypePlan.LightX2V(dtype);
        yield return Step("torch", WanDitKernels.Torch(plan));
        if (setup.Gpu && KernelLibrary.Available)
        {
            foreach (var row in DitOperations.Run(config, dtype, setup.Device, setup.Size, ceilings, setup.Runs))
            {
                yield return row;
            }

            yield return Step("nvrtc", Fused(new(new TorchElementwise(plan.RmsNorm))));
            yield return StoredDitBench.Check(QuantScheme.Default, config, setup.Device);
            foreach (var place in new[] { GeluPlace.InProduct, GeluPlace.WithBias })
            {
                yield return StoredDitBench.Check(QuantScheme.Default, config, setup.Device, place);
                yield return Step($"nvrtc, gelu {place}", Fused(new(new TorchElementwise(plan.RmsNorm)) { GeluPlace = place }));
            }
        }

        WanDitKernels Fused(NvrtcElementwise elementwise) => WanDitKernels.Torch(plan) with { Elementwise = elementwise };
        BenchRow Step(string how, WanDitKernels kernels) =>
            DitBench.Step($"DIT step {dtype}, {how}", config, plan, kernels, new SeededParameters(1, setup.Device), setup.Device, setup.Size, ceilings, setup.Runs);
    }
}
