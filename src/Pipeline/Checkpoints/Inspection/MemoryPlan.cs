namespace Workbench.Pipeline.Checkpoints.Inspection;

/// <summary>
/// Device memory that the weights take once loaded, without activations. Quantised matrices stay as stored; everything else is held in the
/// compute dtype; a quantised matrix is dequantised into scratch memory one at a time.
/// </summary>
/// <param name="ResidentBytes">All weights on the device (no offload).</param>
/// <param name="OutsideBlocksBytes">Weights outside of the numbered blocks; they always stay on the device.</param>
/// <param name="LargestBlockBytes">The largest numbered block: with block offload two of them are on the device at a time.</param>
/// <param name="ScratchBytes">The largest quantised matrix in the compute dtype, with its fp32 form where dequantisation passes through it.</param>
public sealed record MemoryPlan(long ResidentBytes, long OutsideBlocksBytes, long LargestBlockBytes, long ScratchBytes)
{
    /// <summary>Device memory with block offload.</summary>
    public long BlockOffloadBytes => OutsideBlocksBytes + 2 * LargestBlockBytes;

    /// <param name="tensors">Under upstream's names.</param>
    /// <param name="computeBytes">Bytes of an element of the compute dtype: 2 for bf16 and fp16.</param>
    public static MemoryPlan Of(IEnumerable<StoredTensor> tensors, int computeBytes)
    {
        var held = tensors.Select(t => (Block: BlockOf(t.Name), Bytes: Resident(t, computeBytes), Scratch: t.Type.IsBlock() ? t.Count * (computeBytes + 4) : 0)).ToList();
        return new(
            held.Sum(h => h.Bytes),
            held.Where(h => h.Block is null).Sum(h => h.Bytes),
            held.Where(h => h.Block is not null).GroupBy(h => h.Block).Select(g => g.Sum(h => h.Bytes)).DefaultIfEmpty(0).Max(),
            held.Select(h => h.Scratch).DefaultIfEmpty(0).Max());
    }

    private static long Resident(StoredTensor tensor, int computeBytes) => tensor.Type switch
    {
        // Only matrices of linear layers stay quantised; a quantised patch embedding (5-D) becomes dense.
        _ when tensor.Type.IsBlock() && tensor.Shape.Length == 2 => tensor.ByteLength,
        StoredType.F8E4M3 when tensor.Shape.Length == 2 => tensor.ByteLength,
        _ when tensor.Name.EndsWith(".weight_scale", StringComparison.Ordinal) => 4 * tensor.Count,
        _ => tensor.Count * computeBytes,
    };

    private static string? BlockOf(string name)
    {
        var parts = name.Split('.', 3);
        return parts.Length == 3 && parts[0] == "blocks" ? parts[1] : null;
    }
}
