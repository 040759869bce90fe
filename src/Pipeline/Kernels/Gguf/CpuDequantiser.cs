using TorchSharp;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>
/// Vectorised dequantisation on the CPU, in parallel over runs of blocks. Cost: reads the quantised bytes once, writes 4 bytes an element;
/// bound by writing memory for most types.
/// </summary>
public sealed class CpuDequantiser : IDequantiser
{
    /// <summary>Elements of one work item: 256 KB of results, which stay in the second-level cache for a following cast.</summary>
    private const int Run = 65536;

    public bool Handles(StoredType type, DeviceType device) => device == DeviceType.CPU && type.IsBlock();

    public Tensor Dequantise(StoredType type, Tensor bytes, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (!bytes.is_contiguous() || bytes.dtype != ScalarType.Byte || bytes.device_type != DeviceType.CPU)
        {
            throw new ArgumentException($"quantised bytes must be contiguous uint8 on the CPU, are {bytes.dtype} on {bytes.device}", nameof(bytes));
        }

        var result = empty(shape, ScalarType.Float32);
        Decode(type, bytes, result);
        return dtype == ScalarType.Float32 ? result : Cast(result, dtype);
    }

    /// <summary>Dequantises contiguous memory, for callers without tensors.</summary>
    /// <param name="type">A block type.</param>
    /// <param name="source">A whole number of blocks.</param>
    /// <param name="target">Their elements.</param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    public static void Dequantise(StoredType type, ReadOnlySpan<byte> source, Span<float> target)
    {
        var (elements, bytes) = type.Block();
        if (source.Length % bytes != 0 || source.Length / bytes * elements != target.Length)
        {
            throw new ArgumentException($"{source.Length} bytes of {type} do not give {target.Length} elements");
        }

        BlockDecoders.Of(type)(source, target);
    }

    private static unsafe void Decode(StoredType type, Tensor bytes, Tensor result)
    {
        var (elements, size) = type.Block();
        long count = result.numel(), blocks = count / elements;
        if (blocks * elements != count || blocks * size != bytes.numel())
        {
            throw new ArgumentException($"{bytes.numel()} bytes of {type} do not give a tensor of {count} elements");
        }

        if (count == 0)
        {
            return;
        }

        var decode = BlockDecoders.Of(type);
        nint source = Blob.Address(bytes), target = Blob.Address(result);
        var perRun = Run / elements;
        var runs = (blocks + perRun - 1) / perRun;
        if (runs == 1)
        {
            Work(0);
        }
        else
        {
            Parallel.For(0, runs, Work);
        }

        GC.KeepAlive(bytes);

        void Work(long run)
        {
            var first = run * perRun;
            var many = (int)Math.Min(perRun, blocks - first);
            decode(new((byte*)source + first * size, many * size), new((float*)target + first * elements, many * elements));
        }
    }

    private static Tensor Cast(Tensor result, ScalarType dtype)
    {
        using (result)
        {
            return result.to(dtype);
        }
    }
}
