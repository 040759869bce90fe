using System.Runtime.InteropServices;

namespace Workbench.Pipeline.Runtime;

/// <summary>
/// <c>torch.backends.cudnn.benchmark</c>, which TorchSharp does not offer: cuDNN times its convolution algorithms once per shape and takes the fastest, in place of
/// a guess. The choice may differ from run to run, and results with it by rounding; so it is off unless asked for. Set through at::Context, whose members libtorch exports.
/// </summary>
public static unsafe class CudnnBenchmark
{
    private static readonly Lazy<nint> Library = new(() => NativeLibrary.TryLoad(Path.Combine(LibTorch.Load().Directory, "libtorch_cpu.so"), out var handle) ? handle : 0);

    /// <summary>Whether it is on; null where this libtorch does not say.</summary>
    public static bool? Current =>
        Context() is not 0 and var context && Find("_ZNK2at7Context14benchmarkCuDNNEv") is not 0 and var get ? ((delegate* unmanaged<nint, byte>)get)(context) != 0 : null;

    /// <summary>Switches it for the whole process.</summary>
    /// <returns>False where this libtorch has no such switch; nothing is changed then.</returns>
    public static bool TrySet(bool on)
    {
        var (context, set) = (Context(), Find("_ZN2at7Context17setBenchmarkCuDNNEb"));
        if (context == 0 || set == 0)
        {
            return false;
        }

        ((delegate* unmanaged<nint, byte, void>)set)(context, (byte)(on ? 1 : 0));
        return true;
    }

    /// <summary>at::globalContext(), a reference.</summary>
    private static nint Context() => Find("_ZN2at13globalContextEv") is not 0 and var global ? ((delegate* unmanaged<nint>)global)() : 0;

    private static nint Find(string symbol) => Library.Value != 0 && NativeLibrary.TryGetExport(Library.Value, symbol, out var address) ? address : 0;
}
