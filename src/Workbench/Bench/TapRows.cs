using System.Globalization;
using TorchSharp;
using Workbench.Harness.Listening;
using Workbench.Harness.Measurement;
using Workbench.Harness.Snapshots;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Measuring;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Cli.Bench;

/// <summary><c>workbench bench taps</c>: what measuring at taps costs, alone and over a DIT step, and that the kernels measure what the operations do.</summary>
internal static class TapRows
{
    /// <summary>Share of a step that snapshots at every tap of every block may take.</summary>
    private const double Allowed = 0.15;

    public static IEnumerable<BenchRow> Run(WanDitConfig config, ScalarType dtype, Device device, BenchPreset size, int runs)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var gpu = device.type == DeviceType.CUDA;
        var x = randn([1, size.Tokens, config.Dim], dtype, device);
        var bytes = 2.0 * x.numel() * x.ElementSize;
        if (gpu && KernelLibrary.Available)
        {
            yield return Alone(x, runs, fused: true, bytes);
            yield return Agreement(x);
        }

        yield return Alone(x, runs, fused: false, bytes);
        foreach (var row in Steps(config, dtype, device, size, runs))
        {
            yield return row;
        }
    }

    private static BenchRow Alone(Tensor x, int runs, bool fused, double bytes)
    {
        TapNumbers.Fused = fused;
        var row = Stopclock.Time($"tap {x.dtype} [{string.Join(',', x.shape)}], {(fused ? "kernels" : "torch")}", x.device, runs, () => TapNumbers.Of(x, SketchPlan.Default), bytes: bytes);
        TapNumbers.Fused = true;
        return row;
    }

    /// <summary>Digest to the bit, sums to the order of fp64 summation, quantiles exactly.</summary>
    private static BenchRow Agreement(Tensor x)
    {
        using var scope = NewDisposeScope();
        TapNumbers.Fused = false;
        var twin = TapNumbers.Of(x, SketchPlan.Default);
        TapNumbers.Fused = true;
        var own = TapNumbers.Of(x, SketchPlan.Default);
        double Apart(Tensor a, Tensor b) => ((a - b).abs().max() / b.abs().max()).item<double>();
        var (digest, numbers, sketch) = (own.Digest.eq(twin.Digest).all().item<bool>(), Apart(own.Statistics, twin.Statistics), Apart(own.Sketch!, twin.Sketch!));
        var passed = digest && numbers < 1e-12 && sketch < 1e-9;
        return Verdict(string.Create(CultureInfo.InvariantCulture, $"tap kernels against torch: digest {(digest ? "equal" : "DIFFERS")}, statistics {numbers:E1}, sketch {sketch:E1}"), passed);
    }

    private static IEnumerable<BenchRow> Steps(WanDitConfig config, ScalarType dtype, Device device, BenchPreset size, int runs)
    {
        var plan = DtypePlan.LightX2V(dtype);
        var kernels = WanDitKernels.Torch(plan);
        if (device.type == DeviceType.CUDA && KernelLibrary.Available)
        {
            kernels = kernels with { Elementwise = new NvrtcElementwise(kernels.Elementwise) };
        }

        using var dit = new WanDit(config, new SeededParameters(1, device), plan, kernels);
        long[] grid = [size.LatentFrames, size.LatentHeight, size.LatentWidth];
        var latents = randn([config.OutDim, .. grid], ScalarType.Float32, device);
        var y = randn([config.InDim - config.OutDim, .. grid], ScalarType.Float32, device);
        var context = randn([1, config.TextLen, config.TextDim], ScalarType.Float32, device);
        BenchRow Step(string name, Action<Action<Tap>> listen) =>
            Stopclock.Time("DIT step, " + name, device, runs, () => listen(tap => dit.Forward(latents, y, context, 900, tap)));
        void Snapshots(string taps, Action<Tap> forward)
        {
            using var sink = new SnapshotSink(SketchPlan.Default, new StoragePolicy(0, 0));
            forward(new Tap(new FilteredSink(new TapFilter(taps), sink), ""));
        }

        var silent = Step("nobody listens", forward => forward(default));
        yield return silent;
        var heard = Step("a listener that measures nothing", forward => forward(new Tap(new Deaf(), "")));
        yield return heard;
        yield return Step("snapshots of the blocks' outputs", forward => Snapshots("blocks.*/out", forward));
        var all = Step("snapshots at every tap of every block", forward => Snapshots("blocks.*/**", forward));
        yield return all;
        var share = (all.Milliseconds - heard.Milliseconds) / silent.Milliseconds;
        yield return Verdict(string.Create(CultureInfo.InvariantCulture, $"measuring at every tap of every block takes {share:P1} of a step"), share <= Allowed || device.type != DeviceType.CUDA);
    }

    private static BenchRow Verdict(string what, bool passed) => new($"{what}: {(passed ? "pass" : "FAIL")}", 0, 0, 0, 0, 0, 0, 0, passed);

    private sealed class Deaf : ITapSink
    {
        public Tensor Pass(string path, Tensor tensor) => tensor;
    }
}
