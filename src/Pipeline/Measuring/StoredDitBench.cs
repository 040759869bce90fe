using TorchSharp;
using Workbench.Pipeline.Configuration;
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
        manual_seed(1);
        var gpu = device.type == DeviceType.CUDA;
        var fused = fuse && gpu && KernelLibrary.Available;
        var dtypes = DtypePlan.LightX2V(gpu ? ScalarType.BFloat16 : ScalarType.Float32);
        var kernels = WanDitKernels.Torch(dtypes);
        kernels = fused ? kernels with { Elementwise = new NvrtcElementwise(kernels.Elementwise) } : kernels;
        Dequantisers.UseKernel(fused);
        var name = $"DIT step {scheme.Name}, {dtypes.Compute}, {kernels.Elementwise.Name}";
        return DitBench.Step(name, config, dtypes, kernels, new ResidentParameters(scheme, device, new Fp8Options { Fused = fused }), device, preset, null, runs);
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
