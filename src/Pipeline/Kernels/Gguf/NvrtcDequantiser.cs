using TorchSharp;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>
/// The CUDA kernel for the types that released models come in; <see cref="TorchDequantiser"/> is its twin, bit for bit.
/// Cost: one pass, the quantised bytes in and the result out: for a layer of A14B about a thousandth of its product's time.
/// </summary>
public sealed class NvrtcDequantiser : IDequantiser
{
    /// <summary>ggml's numbers of the types with a kernel (ggml/include/ggml.h, ggml_type).</summary>
    private static readonly Dictionary<StoredType, int> Types = new()
    {
        [StoredType.Q4_0] = 2,
        [StoredType.Q4_1] = 3,
        [StoredType.Q5_0] = 6,
        [StoredType.Q5_1] = 7,
        [StoredType.Q8_0] = 8,
        [StoredType.Q2_K] = 10,
        [StoredType.Q3_K] = 11,
        [StoredType.Q4_K] = 12,
        [StoredType.Q5_K] = 13,
        [StoredType.Q6_K] = 14,
        [StoredType.IQ4_NL] = 20,
        [StoredType.IQ4_XS] = 23,
    };

    private NvrtcDequantiser()
    {
    }

    /// <summary>The one in the chain.</summary>
    public static NvrtcDequantiser Instance { get; } = new();

    /// <summary>The types with a kernel.</summary>
    public static IReadOnlyCollection<StoredType> Covered => Types.Keys;

    /// <summary>ggml's number of a covered type.</summary>
    internal static int Number(StoredType type) => Types[type];

    public bool Handles(StoredType type, DeviceType device) => device == DeviceType.CUDA && Types.ContainsKey(type) && KernelLibrary.Available;

    public Tensor Dequantise(StoredType type, Tensor bytes, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var (elements, size) = type.Block();
        long count = 1;
        foreach (var n in shape)
        {
            count *= n;
        }

        if (!bytes.is_contiguous() || bytes.dtype != ScalarType.Byte || bytes.numel() * elements != count * size)
        {
            throw new ArgumentException($"{type}: expected {count / elements * size} contiguous uint8 for {count} elements, got {bytes.numel()} of {bytes.dtype} on {bytes.device}", nameof(bytes));
        }

        if (count == 0)
        {
            return empty(shape.ToArray(), dtype, bytes.device);
        }

        // The kernel loads eight bytes at a time. A weight of its own starts at 512; a view into a shared buffer may not.
        using var aligned = Blob.Address(bytes) % 8 == 0 ? null : bytes.clone();
        return FusedElementwise.Dequantise(aligned ?? bytes, Types[type], shape.ToArray(), dtype);
    }
}
