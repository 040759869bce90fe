using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Models.WanVae;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>The published oracle's VAE: 8 base channels, otherwise the released shape.</summary>
internal static class TinyVae
{
    public static WanVaeConfig Config { get; } = WanVaeConfig.Wan21 with { Dim = 8 };

    public static WanVae Load(ScalarType dtype = ScalarType.Float32, IVaeKernels? kernels = null)
    {
        using var file = SafetensorsFile.Open(Repository.At("tests", "data", "wan22-tiny", "weights", "vae.safetensors"));
        return WanVae.Load(file, Config, dtype, CPU, kernels);
    }

    /// <summary>A tensor of the oracle's file <paramref name="name"/>, copied into the current scope.</summary>
    public static Tensor Oracle(string file, string name)
    {
        using var opened = SafetensorsFile.Open(Repository.At("tests", "data", "wan22-tiny", file));
        using var view = opened.View(name);
        return view.clone();
    }
}
