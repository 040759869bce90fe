using System.Globalization;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>How a row of D elements is laid over a block of threads, and the names kernels use for dtypes.</summary>
internal static class RowShape
{
    /// <summary>Rows must be a multiple of eight elements (16-byte accesses) and fit in a block's registers.</summary>
    public static bool Fits(long d) => d % 8 == 0 && d / 8 <= 1024 * 8;

    /// <summary>The smallest block that leaves each thread at most eight vectors of eight.</summary>
    public static int Threads(long d)
    {
        var threads = 32;
        while (d / 8 > threads * 8L || (threads < 128 && d / 8 > threads))
        {
            threads *= 2;
        }

        return threads;
    }

    public static string Define(string name, long value) => name + "=" + value.ToString(CultureInfo.InvariantCulture);

    public static string Define(string name, ScalarType type) => name + "=" + type switch
    {
        ScalarType.BFloat16 => "BF16",
        ScalarType.Float16 => "F16",
        ScalarType.Float32 => "F32",
        _ => throw new CudaException($"no kernel for dtype {type}; expected bf16, fp16 or fp32"),
    };
}
