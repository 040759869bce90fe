using System.Collections.Concurrent;
using TorchSharp;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Fp8;

/// <summary><c>torch._scaled_mm</c> with row-wise scales: e4m3 tensor cores. 2*M*N*K FLOP, reads (M + N) * K bytes.</summary>
internal static class ScaledMatmul
{
    /// <summary>The operator wants K and N in multiples of this.</summary>
    private const int Multiple = 16;

    private static readonly ConcurrentDictionary<int, bool> Works = new();

    /// <summary>Whether the operator can multiply [*, inputs] by [outputs, inputs] on a device.</summary>
    public static bool Can(Device device, long outputs, long inputs) =>
        device.type == DeviceType.CUDA && outputs % Multiple == 0 && inputs % Multiple == 0 && Works.GetOrAdd(device.index, _ => Probe(device));

    /// <summary>
    /// (codes * scale) times the transposed (weight * weightScale), fp32 accumulation, rounded to bf16. Row-wise scaling with fp16 results is refused
    /// by libtorch before 2.11 (pytorch pull request 166744), so the result is always bf16.
    /// </summary>
    /// <param name="codes">e4m3 [M, K].</param>
    /// <param name="scale">fp32 [M, 1].</param>
    /// <param name="weight">e4m3 [N, K].</param>
    /// <param name="weightScale">fp32 [N, 1].</param>
    /// <param name="bias">bf16 [N], added in fp32 before rounding.</param>
    public static Tensor Multiply(Tensor codes, Tensor scale, Tensor weight, Tensor weightScale, Tensor? bias)
    {
        using var transposed = weight.t();                          // [K, N], column-major as the operator wants it
        using var columns = weightScale.reshape(1, -1);             // [1, N]
        return Aten.Call(
            "aten::_scaled_mm", "", codes, transposed, scale, columns, AtenArgument.Maybe(bias), AtenArgument.None,
            AtenArgument.Some(ScalarType.BFloat16), true);
    }

    /// <summary>TorchSharp does not tell the compute capability; the operator itself refuses cards that cannot.</summary>
    private static bool Probe(Device device)
    {
        using var scope = NewDisposeScope();
        try
        {
            var codes = zeros([16, 16], ScalarType.Float32, device).to(Float8.E4M3FN);
            var scale = ones([16, 1], ScalarType.Float32, device);
            Multiply(codes, scale, codes, scale, null);
            return true;
        }
        catch (AtenException)
        {
            return false;
        }
    }
}
