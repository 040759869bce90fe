using System.Diagnostics;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>Times device work by a synchronised host clock over batches long enough that launch latency does not count.</summary>
public static class CudaTimer
{
    /// <summary>Median milliseconds of one call.</summary>
    /// <param name="work">Enqueues the work; its result is disposed.</param>
    /// <param name="batches">How many medians are taken over.</param>
    public static double Median(Func<Tensor> work, int batches = 7)
    {
        double Batch(int calls)
        {
            using var scope = NewDisposeScope();
            cuda.synchronize();
            var clock = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++)
            {
                using var inner = NewDisposeScope();
                work();
            }

            cuda.synchronize();
            return Stopwatch.GetElapsedTime(clock).TotalMilliseconds / calls;
        }

        Batch(2);
        var calls = Math.Clamp((int)(20 / Math.Max(Batch(2), 1e-3)), 1, 200);
        var times = Enumerable.Range(0, batches).Select(_ => Batch(calls)).Order().ToArray();
        return times[times.Length / 2];
    }
}
