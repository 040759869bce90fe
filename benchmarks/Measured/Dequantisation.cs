using Workbench.Benchmarks.Running;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels.Gguf;
using static TorchSharp.torch;

namespace Workbench.Benchmarks.Measured;

/// <summary>How fast blocks of each GGUF type become fp32 on the CPU.</summary>
internal sealed class Dequantisation : IBenchmark
{
    private const long Rows = 8192, Columns = 2048;

    private static readonly StoredType[] Types =
    [
        StoredType.Q8_0, StoredType.Q4_0, StoredType.Q4_1, StoredType.Q5_0, StoredType.Q5_1, StoredType.Q2_K, StoredType.Q3_K,
        StoredType.Q4_K, StoredType.Q5_K, StoredType.Q6_K, StoredType.IQ4_NL, StoredType.IQ4_XS,
    ];

    public string Name => "Dequantisation";

    public string Question => $"{Rows} x {Columns} elements of each type to fp32, rates counting the fp32 bytes written: 4 bytes out for 0.3 to 1.1 in, so that memory bandwidth is the ceiling.";

    public IReadOnlyList<Variant> Variants() => [.. Types.Select(Of)];

    private static Variant Of(StoredType type)
    {
        var (elements, size) = type.Block();
        var bytes = randint(0, 256, [Rows * Columns / elements * size], ScalarType.Byte).DetachFromDisposeScope();
        return new(type.ToString(), () => Dequantisers.Dequantise(type, bytes, [Rows, Columns], ScalarType.Float32).Dispose(), Rows * Columns * 4 / 1e9, "GB");
    }
}
