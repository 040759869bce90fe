using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels.Gguf;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>Dequantisation on the device, type by type: bits against the CPU's, bandwidth against the copy of the same run.</summary>
public static class GgufBench
{
    /// <summary>Measures a layer [outputs, inputs] of each type, random blocks to <paramref name="dtype"/>; the floor is its bytes in and out at copy speed.</summary>
    public static IEnumerable<BenchRow> Run(Device device, ScalarType dtype, long outputs, long inputs, Ceilings ceilings, int runs)
    {
        foreach (var type in RandomBlocks.Types)
        {
            using var scope = NewDisposeScope();
            using var frozen = no_grad();
            using var bytes = RandomBlocks.Make(type, outputs, inputs, device);
            var equal = Equal(type, bytes, [outputs, inputs], dtype);
            var moved = bytes.numel() + (double)outputs * inputs * empty([0], dtype).ElementSize;
            var who = Dequantisers.For(type, device.type).GetType().Name;
            var row = Stopclock.Batch(
                $"dequantise {type} to {dtype}, {who}: bits {(equal ? "equal" : "DIFFER")}", device, runs,
                () => Dequantisers.Dequantise(type, bytes, [outputs, inputs], dtype), bytes: moved, floorMilliseconds: moved / ceilings.CopyGigabytes / 1e6);
            yield return row with { Passed = equal };
        }
    }

    /// <summary>Whether fp32 has the CPU's bits, and a 16-bit result is their one rounding.</summary>
    private static bool Equal(StoredType type, Tensor bytes, long[] shape, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var reference = new CpuDequantiser().Dequantise(type, bytes.cpu(), shape, ScalarType.Float32);
        var single = Dequantisers.Dequantise(type, bytes, shape, ScalarType.Float32).cpu();
        var result = Dequantisers.Dequantise(type, bytes, shape, dtype).cpu();
        return single.eq(reference).all().item<bool>() && result.eq(reference.to(dtype)).all().item<bool>();
    }
}
