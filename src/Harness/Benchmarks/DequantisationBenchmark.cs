using System.Diagnostics;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels.Gguf;
using static TorchSharp.torch;

namespace Workbench.Harness.Benchmarks;

/// <summary>Dequantisation of each block type to fp32. Rates count the fp32 bytes that are written, so that types compare.</summary>
public static class DequantisationBenchmark
{
    /// <summary>Every block type in turn.</summary>
    /// <param name="elements">Elements of the tensor; a multiple of 256 rows of 256.</param>
    /// <param name="repetitions">The best one counts.</param>
    /// <param name="device">Where the quantised bytes are.</param>
    public static IReadOnlyList<Throughput> Run(long elements, int repetitions, Device device) =>
        [.. Enum.GetValues<StoredType>().Where(type => type.IsBlock()).Select(type => Run(type, elements, repetitions, device))];

    /// <summary>
    /// One core's rate over a buffer that stays in its cache (256 KB of results), which is what ggml's own figures measure; the best of many short
    /// runs, so that a busy machine does not show.
    /// </summary>
    public static Throughput Core(StoredType type, int repetitions = 2000)
    {
        const int Elements = 65536;
        var (block, size) = type.Block();
        var source = new byte[Elements / block * size];
        new Random(1).NextBytes(source);
        var target = new float[Elements];
        var best = long.MaxValue;
        for (var i = 0; i < repetitions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            CpuDequantiser.Dequantise(type, source, target);
            best = Math.Min(best, Stopwatch.GetTimestamp() - start);
        }

        return new($"{type} (one core)", (double)best / Stopwatch.Frequency, Elements * sizeof(float));
    }

    /// <summary>One block type, from random bits: the cost of a block does not depend on its values.</summary>
    public static Throughput Run(StoredType type, long elements, int repetitions, Device device)
    {
        using var scope = NewDisposeScope();
        var (block, size) = type.Block();
        long[] shape = [elements / 256, 256];
        var bytes = randint(0, 256, [shape[0] * 256 / block * size], ScalarType.Byte).to(device);
        var dequantiser = Dequantisers.For(type, device.type);
        var best = double.PositiveInfinity;
        for (var i = 0; i <= repetitions; i++)
        {
            using var inner = NewDisposeScope();
            var watch = Stopwatch.StartNew();
            using var result = dequantiser.Dequantise(type, bytes, shape, ScalarType.Float32);
            Wait(device, result);
            if (i > 0) // the first one compiles
            {
                best = Math.Min(best, watch.Elapsed.TotalSeconds);
            }
        }

        return new($"{type} ({dequantiser.GetType().Name})", best, shape[0] * 256 * sizeof(float));
    }

    private static void Wait(Device device, Tensor result)
    {
        if (device.type != TorchSharp.DeviceType.CPU)
        {
            result.narrow(0, 0, 1).cpu().Dispose();
        }
    }
}
