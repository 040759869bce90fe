namespace Workbench.Pipeline.Runtime;

/// <summary>What was loaded: where libtorch came from and whether the TorchSharp shim had to be adapted to the host.</summary>
/// <param name="Directory">Folder that holds <c>libtorch_cpu.so</c>.</param>
/// <param name="Origin">Which rule chose the folder.</param>
/// <param name="HasCuda">Whether <c>libtorch_cuda.so</c> stands in the folder (not whether a device is present).</param>
/// <param name="ShimPath">The <c>libLibTorchSharp.so</c> that was loaded.</param>
/// <param name="ShimWeakened">Whether its need for GLIBCXX_3.4.32 was marked weak, because the host's C++ runtime is older.</param>
public sealed record LibTorchInfo(string Directory, LibTorchOrigin Origin, bool HasCuda, string ShimPath, bool ShimWeakened);

/// <summary>The rule that chose a libtorch folder, in order of precedence.</summary>
public enum LibTorchOrigin
{
    /// <summary><c>WORKBENCH_LIBTORCH</c> names the folder.</summary>
    EnvironmentVariable,

    /// <summary>Beside the application (a published folder that carries libtorch, or TorchSharp-cuda-linux).</summary>
    Application,

    /// <summary>The package folder that the build restored.</summary>
    Package,

    /// <summary>A PyTorch install found by asking <c>python3</c>.</summary>
    Python,
}
