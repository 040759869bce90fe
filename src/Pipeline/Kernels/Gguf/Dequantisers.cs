using TorchSharp;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>Chooses who dequantises: what was registered last comes first, then the CUDA kernel, the vectorised CPU code, plain torch operations, then a detour over the CPU.</summary>
public static class Dequantisers
{
    private static volatile IDequantiser[] chain = [NvrtcDequantiser.Instance, new CpuDequantiser(), new TorchDequantiser(), new DetourDequantiser()];

    /// <summary>Puts a device kernel in front. It is asked first from then on.</summary>
    public static void Register(IDequantiser dequantiser)
    {
        ArgumentNullException.ThrowIfNull(dequantiser);
        chain = [dequantiser, .. chain];
    }

    /// <summary>Takes a registered one out again (to compare it with its twin).</summary>
    public static void Unregister(IDequantiser dequantiser) => chain = [.. chain.Where(d => d != dequantiser)];

    /// <summary>Puts the CUDA kernel in or takes it out, for the whole process. No number depends on it: its twin gives the same bits.</summary>
    public static void UseKernel(bool on)
    {
        Unregister(NvrtcDequantiser.Instance);
        if (on)
        {
            Register(NvrtcDequantiser.Instance);
        }
    }

    /// <summary>The one that will do a type on a device.</summary>
    public static IDequantiser For(StoredType type, DeviceType device) => chain.First(d => d.Handles(type, device));

    /// <summary>Dequantises where the bytes are.</summary>
    /// <inheritdoc cref="IDequantiser.Dequantise"/>
    public static Tensor Dequantise(StoredType type, Tensor bytes, ReadOnlySpan<long> shape, ScalarType dtype) =>
        For(type, bytes.device_type).Dequantise(type, bytes, shape, dtype);
}
