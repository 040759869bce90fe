using System.Diagnostics;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Benchmarks.Loading;

/// <summary>Loading every matrix of a file into memory, against reading the file and doing nothing with it.</summary>
internal static class LoadBenchmark
{
    /// <summary>Reads the file through a buffer, as <c>cat file > /dev/null</c> does.</summary>
    public static Throughput Read(string path)
    {
        var watch = Stopwatch.StartNew();
        using var handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var buffer = new byte[1 << 17];
        long position = 0;
        for (int count; (count = RandomAccess.Read(handle, buffer, position)) > 0;)
        {
            position += count;
        }

        return new("read", watch.Elapsed.TotalSeconds, position);
    }

    /// <summary>Opens the file and takes every matrix as a linear weight in its stored flavour; also says what memory the process peaked at.</summary>
    public static (Throughput Rate, long KeptBytes, long PeakBytes) Load(string path, ScalarType dtype, Device device)
    {
        var before = Process.GetCurrentProcess().WorkingSet64;
        var peak = before;
        var watch = Stopwatch.StartNew();
        var weights = new List<Linear>();
        long kept = 0;
        using (var checkpoint = CheckpointFile.Open(path))
        {
            var parameters = new CheckpointParameters(checkpoint, device);
            foreach (var tensor in checkpoint.Tensors.Values.Where(t => t.Shape.Length == 2))
            {
                weights.Add(parameters.TakeLinear(tensor.Name[..^".weight".Length], tensor.Shape[1], tensor.Shape[0], bias: false, dtype));
                kept += weights[^1].Weight.Bytes;
                peak = Math.Max(peak, Process.GetCurrentProcess().WorkingSet64);
            }
        }

        var seconds = watch.Elapsed.TotalSeconds;
        foreach (var weight in weights)
        {
            weight.Dispose();
        }

        return (new("load " + Path.GetExtension(path), seconds, new FileInfo(path).Length), kept, peak - before);
    }
}
