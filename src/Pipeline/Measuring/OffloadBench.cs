using System.Globalization;
using TorchSharp;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Kernels.Gguf;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Offload;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>
/// One DIT step with the weights in host memory against the same step with them on the device: time, peak memory, and whether the outputs are the same bits.
/// The offloaded step runs first, before anything else in the process: its peak is its own.
/// </summary>
/// <param name="granularity">Block: one expert, streamed in every step. Model: two experts in turns, so that every step pays for a swap.</param>
public sealed class OffloadBench(OffloadGranularity granularity, QuantScheme scheme, WanDitConfig config, Device device, BenchPreset preset, int runs)
{
    private readonly bool fused = device.type == DeviceType.CUDA && KernelLibrary.Available;
    private readonly DtypePlan dtypes = DtypePlan.LightX2V(device.type == DeviceType.CUDA ? ScalarType.BFloat16 : ScalarType.Float32);

    /// <summary>Offloaded, resident, and their ratio; the last row fails where the outputs differ.</summary>
    public IEnumerable<BenchRow> Run()
    {
        using var scope = NewDisposeScope();
        var ring = new BlockRing(device, granularity == OffloadGranularity.Model ? config.NumLayers : 2);
        var (offloaded, got) = Step($"{granularity.ToString().ToLowerInvariant()} offload", granularity == OffloadGranularity.Model ? 2 : 1, ring);
        yield return offloaded;
        var (resident, expected) = Step("resident", 1, null);
        yield return resident;
        var equal = WideElements.As(got, ScalarType.Int32).equal(WideElements.As(expected, ScalarType.Int32)).all().item<bool>(); // as bits: NaN is equal to nothing
        var outputs = equal ? "equal bit for bit" : string.Create(CultureInfo.InvariantCulture, $"DIFFER by {((got - expected).norm() / expected.norm()).item<float>():E1}");
        var name = string.Create(CultureInfo.InvariantCulture, $"offload / resident {offloaded.Milliseconds / resident.Milliseconds:F3} x, outputs {outputs}, {expected.isfinite().sum().item<long>()} of {expected.numel()} finite, ring {ring.DeviceBytes / 1e9:F2} GB");
        var added = offloaded.Milliseconds - resident.Milliseconds;
        yield return new(name, added, added, added, 0, 0, 0, 0, equal);
    }

    private (BenchRow Row, Tensor Output) Step(string how, int experts, BlockRing? ring)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Stopclock.CountMemory(device);
        var kernels = WanDitKernels.Torch(dtypes);
        kernels = fused ? kernels with { Elementwise = new NvrtcElementwise(kernels.Elementwise) } : kernels;
        Dequantisers.UseKernel(fused);
        var networks = new List<WanDit>();
        try
        {
            networks.AddRange(Enumerable.Range(0, experts).Select(_ => Network(kernels, ring)));
            Seeds.Set(2);
            long[] grid = [preset.LatentFrames, preset.LatentHeight, preset.LatentWidth];
            var latents = randn([config.OutDim, .. grid], ScalarType.Float32, device);
            var y = randn([config.InDim - config.OutDim, .. grid], ScalarType.Float32, device);
            var context = randn([1, config.TextLen, config.TextDim], ScalarType.Float32, device);
            var step = 0;
            var name = $"DIT step {scheme.Name}, {dtypes.Compute}, {kernels.Elementwise.Name}, {how}";
            var row = Stopclock.Time(name, device, runs, () => networks[step++ % experts].Forward(latents, y, context, 900), DitBench.Flop(config, preset));
            return (row, networks[^1].Forward(latents, y, context, 900).cpu().MoveToOuterDisposeScope());
        }
        finally
        {
            networks.ForEach(n => n.Dispose());
        }
    }

    private WanDit Network(WanDitKernels kernels, BlockRing? ring)
    {
        Seeds.Set(1); // quantised weights come from torch's generator: the same ones each time
        var source = new ResidentParameters(scheme, device, new Fp8Options { Fused = fused });
        var offloaded = ring is null ? null : new OffloadedBlocks(source, ring);
        return new(config, offloaded is null ? source : offloaded, dtypes, kernels, offloaded);
    }
}
