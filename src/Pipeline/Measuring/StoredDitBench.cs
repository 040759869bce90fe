using TorchSharp;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Kernels.Gguf;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>One DIT step with weights resident in a scheme, measured before anything else in the process: its peak memory is its own.</summary>
public static class StoredDitBench
{
    /// <summary>The step, without a floor: ceilings are measured afterwards.</summary>
    /// <param name="fuse">Whether the fused kernels may run; without them their torch twins do.</param>
    public static BenchRow Step(QuantScheme scheme, WanDitConfig config, Device device, BenchPreset preset, int runs, bool fuse = true)
    {
        Seeds.Set(1);
        var gpu = device.type == DeviceType.CUDA;
        var fused = fuse && gpu && KernelLibrary.Available;
        var dtypes = DtypePlan.LightX2V(gpu ? ScalarType.BFloat16 : ScalarType.Float32);
        var kernels = WanDitKernels.Torch(dtypes);
        kernels = fused ? kernels with { Elementwise = new NvrtcElementwise(kernels.Elementwise) { GeluPlace = GeluPlace.InProduct } } : kernels; // as KernelChoice has it
        Dequantisers.UseKernel(fused);
        var name = $"DIT step {scheme.Name}, {dtypes.Compute}, {kernels.Elementwise.Name}";
        return DitBench.Step(name, config, dtypes, kernels, new ResidentParameters(scheme, device, new Fp8Options { Fused = fused }), device, preset, null, runs);
    }

    /// <summary>
    /// A few tokens through two blocks of the model's width with the same stored weights: in 16 bits with and without fused kernels, against fp32 arithmetic
    /// on unquantised activations.
    /// </summary>
    public static BenchRow Check(QuantScheme scheme, WanDitConfig config, Device device, GeluPlace place = GeluPlace.Apart)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var size = BenchPreset.All.Single(p => p.Name == "tiny");
        var sizes = config with { NumLayers = Math.Min(2, config.NumLayers) };
        long[] grid = [size.LatentFrames, size.LatentHeight, size.LatentWidth];
        var latents = randn([sizes.OutDim, .. grid], ScalarType.Float32, device);
        var y = randn([sizes.InDim - sizes.OutDim, .. grid], ScalarType.Float32, device);
        var context = randn([1, sizes.TextLen, sizes.TextDim], ScalarType.Float32, device);
        Tensor Run(ScalarType dtype, bool fused)
        {
            Seeds.Set(1); // the same stored weights each time
            Dequantisers.UseKernel(fused);
            var dtypes = DtypePlan.LightX2V(dtype);
            var kernels = WanDitKernels.Torch(dtypes);
            kernels = fused ? kernels with { Elementwise = new NvrtcElementwise(kernels.Elementwise) { GeluPlace = place } } : kernels;
            using var dit = new WanDit(sizes, new ResidentParameters(scheme, device, new() { Fused = fused, QuantiseActivations = dtype != ScalarType.Float32 }), dtypes, kernels);
            return dit.Forward(latents, y, context, 900);
        }

        var name = $"DIT {scheme.Name} fused BFloat16, 2 blocks{(place == GeluPlace.Apart ? "" : $", gelu {place}")}";
        return RoundingCheck.Row(name, Run(ScalarType.Float32, false).to(ScalarType.Float32), Run(ScalarType.BFloat16, false), Run(ScalarType.BFloat16, device.type == DeviceType.CUDA && KernelLibrary.Available));
    }

    /// <summary>The fp8 matrix product's ceiling, where the device has one.</summary>
    public static BenchRow? Fp8Ceiling(Device device)
    {
        const long N = 8192;
        if (!ScaledMatmul.Can(device, N, N))
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var (a, b) = (randn([N, N], ScalarType.BFloat16, device).to(Float8.E4M3FN), randn([N, N], ScalarType.BFloat16, device).to(Float8.E4M3FN));
        var scale = ones([N, 1], ScalarType.Float32, device);
        return Stopclock.Time($"matmul {N}^3 e4m3, row-wise scales", device, 10, () => ScaledMatmul.Multiply(a, scale, b, scale, null), flop: 2.0 * N * N * N);
    }

    /// <summary>The step's floor: for fp8 the matrices run at its ceiling; GGUF is granted nothing for dequantising.</summary>
    public static double Floor(QuantScheme scheme, WanDitConfig config, BenchPreset preset, Ceilings ceilings, BenchRow? fp8) =>
        DitBench.Floor(config, preset, scheme.Family == QuantFamily.Fp8 && fp8 is not null ? ceilings with { MatmulTeraflops = fp8.TeraflopsPerSecond } : ceilings);
}
