using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Stages.DitStep;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Dit;

/// <summary>A random network small enough for unit tests, with sizes unlike the real one's in every ratio.</summary>
internal static class TinyDit
{
    public static WanDitConfig Config { get; } = new()
    {
        Dim = 48,
        FfnDim = 80,
        NumHeads = 3,
        NumLayers = 3,
        InDim = 11,
        OutDim = 4,
        FreqDim = 32,
        TextDim = 24,
        TextLen = 10,
    };

    public static DtypePlan Fp32 { get; } = DtypePlan.Official(ScalarType.Float32);

    public static WanDit Make(DtypePlan? dtypes = null, WanDitKernels? kernels = null) => new(Config, new SeededParameters(), dtypes ?? Fp32, kernels);

    /// <summary>Both experts; they share their values, which no test depends on.</summary>
    public static ExpertPair Pair(DtypePlan? dtypes = null) => new(Make(dtypes), Make(dtypes));

    /// <summary>Inputs of a step on a grid of latent frames, rows and columns.</summary>
    public static DitStepInputs Inputs(long frames, long height, long width, long seed = 1)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return new()
        {
            Latents = randn([4, frames, height, width], generator: generator),
            Y = randn([7, frames, height, width], generator: generator),
            Context = randn([1, 10, 24], generator: generator),
            Timestep = 875.3,
            Expert = Expert.High,
        };
    }
}
