using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary>Devices and dtypes as the command line names them.</summary>
internal static class DeviceNames
{
    /// <summary>A device that can be used.</summary>
    public static Device Device(string text)
    {
        if (text != "cpu" && !text.StartsWith("cuda", StringComparison.Ordinal))
        {
            throw new CommandException(ExitCodes.Usage, $"no device '{text}'", "--device", "cpu, cuda or cuda:N", text);
        }

        if (text != "cpu" && !cuda.is_available())
        {
            throw new CommandException(ExitCodes.UnfitEnvironment, "no CUDA device is usable", "--device", "a GPU and a libtorch built with CUDA", text, "workbench doctor");
        }

        return device(text);
    }

    /// <summary>A compute dtype; null when none is named.</summary>
    /// <param name="text">As given.</param>
    /// <param name="wide">Whether FP64 is one of them.</param>
    public static ScalarType? Dtype(string? text, bool wide = false) => text?.ToUpperInvariant() switch
    {
        null => null,
        "FP64" when wide => ScalarType.Float64,
        "FP32" => ScalarType.Float32,
        "BF16" => ScalarType.BFloat16,
        "FP16" => ScalarType.Float16,
        _ => throw new CommandException(ExitCodes.Usage, "unknown dtype", "--dtype", wide ? "FP32, BF16, FP16 or FP64" : "FP32, BF16 or FP16", text),
    };
}
