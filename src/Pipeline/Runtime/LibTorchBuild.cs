using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Workbench.Pipeline.Runtime;

/// <summary>How the loaded libtorch was built, as <c>at::show_config()</c> tells it.</summary>
/// <param name="Version">Such as <c>2.10.0</c>.</param>
/// <param name="CpuCapability">Instruction set in use, such as <c>AVX512</c>.</param>
/// <param name="CudaRuntime">CUDA runtime version, or null for a CPU build.</param>
/// <param name="Cudnn">cuDNN version, or null without it.</param>
/// <param name="Architectures">GPU architectures with machine code inside: <c>90</c> for <c>sm_90</c>.</param>
/// <param name="Text">The whole text.</param>
public sealed partial record LibTorchBuild(string? Version, string? CpuCapability, string? CudaRuntime, string? Cudnn, IReadOnlyList<int> Architectures, string Text)
{
    private const string ShowConfig = "_ZN2at11show_configB5cxx11Ev"; // std::string at::show_config()

    /// <summary>Loads libtorch if need be and asks it; null for a build that does not export the function under that name.</summary>
    public static unsafe LibTorchBuild? Describe()
    {
        var library = NativeLibrary.Load(Path.Combine(LibTorch.Load().Directory, "libtorch_cpu.so"));
        if (!NativeLibrary.TryGetExport(library, ShowConfig, out var address))
        {
            return null;
        }

        // Itanium C++ ABI: the caller passes the place of the result. libstdc++'s std::string is {char* data; size_t length; 16 bytes}.
        // Its few hundred bytes are left to the process: freeing them needs the destructor of the same C++ runtime.
        var text = stackalloc nint[4];
        ((delegate* unmanaged<nint*, nint>)address)(text);
        return Parse(Marshal.PtrToStringUTF8(text[0], (int)text[1]));
    }

    internal static LibTorchBuild Parse(string text) => new(
        Group(TorchVersion(), text), Group(Cpu(), text), Group(Cuda(), text), Group(CuDnn(), text),
        [.. Architecture().Matches(text).Select(m => int.Parse(m.Groups[1].Value)).Distinct().Order()], text);

    private static string? Group(Regex pattern, string text) => pattern.Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"TORCH_VERSION=([^,\s]+)")]
    private static partial Regex TorchVersion();

    [GeneratedRegex(@"CPU capability usage: (\S+)")]
    private static partial Regex Cpu();

    [GeneratedRegex(@"CUDA Runtime ([\d.]+)")]
    private static partial Regex Cuda();

    [GeneratedRegex(@"CuDNN ([\d.]+)")]
    private static partial Regex CuDnn();

    [GeneratedRegex(@"code=sm_(\d+)")]
    private static partial Regex Architecture();
}
