using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>Times work on a device: warmed up, synchronised around each run, median with spread.</summary>
public static class Stopclock
{
    private static DeviceMemory? memory;

    /// <summary>Runs <paramref name="work"/> once to warm up, then <paramref name="runs"/> times.</summary>
    /// <param name="flop">Operations of one run, 0 if not counted.</param>
    /// <param name="bytes">Bytes that one run must move, 0 if not counted.</param>
    /// <param name="floorMilliseconds">Floor, 0 if unknown.</param>
    public static BenchRow Time(string name, Device device, int runs, Action work, double flop = 0, double bytes = 0, double floorMilliseconds = 0)
    {
        memory ??= new(device);
        Once(device, work);
        var times = Enumerable.Range(0, runs).Select(_ => Once(device, work)).Order().ToArray();
        var median = times[times.Length / 2];
        return new(name, median, times[0], times[^1], flop / median / 1e9, bytes / median / 1e6, floorMilliseconds, memory.PeakGigabytes());
    }

    /// <summary>As <see cref="Time"/>, many calls a run: for work so short that its launch from the host would count.</summary>
    public static BenchRow Batch(string name, Device device, int runs, Func<Tensor> work, double bytes = 0, double floorMilliseconds = 0)
    {
        const int Calls = 20;
        var row = Time(name, device, runs, () =>
        {
            for (var i = 0; i < Calls; i++)
            {
                using var result = work();
            }
        });
        var median = row.Milliseconds / Calls;
        return row with { Milliseconds = median, Fastest = row.Fastest / Calls, Slowest = row.Slowest / Calls, GigabytesPerSecond = bytes / median / 1e6, FloorMilliseconds = floorMilliseconds };
    }

    /// <summary>Counts peak memory from here on, unless it is counted already.</summary>
    public static void CountMemory(Device device) => memory ??= new(device);

    private static double Once(Device device, Action work)
    {
        using var scope = NewDisposeScope();
        Synchronise(device);
        var start = Stopwatch.GetTimestamp();
        work();
        Synchronise(device);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Synchronise(Device device)
    {
        if (device.type == DeviceType.CUDA)
        {
            cuda.synchronize();
        }
    }
}
