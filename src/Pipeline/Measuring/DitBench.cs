using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>One DIT step of an expert with random weights made on the device.</summary>
public static class DitBench
{
    /// <summary>Measures one forward without guidance.</summary>
    /// <param name="source">Makes the weights.</param>
    /// <param name="ceilings">Give the floor; null: measured afterwards, so that their memory is not in this row's peak.</param>
    public static BenchRow Step(string name, WanDitConfig config, DtypePlan dtypes, WanDitKernels kernels, IParameterSource source, Device device, BenchPreset preset, Ceilings? ceilings, int runs)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Stopclock.CountMemory(device);
        using var dit = new WanDit(config, source, dtypes, kernels);
        long[] grid = [preset.LatentFrames, preset.LatentHeight, preset.LatentWidth];
        var latents = randn([config.OutDim, .. grid], ScalarType.Float32, device);
        var y = randn([config.InDim - config.OutDim, .. grid], ScalarType.Float32, device);
        var context = randn([1, config.TextLen, config.TextDim], ScalarType.Float32, device);
        return Stopclock.Time(name, device, runs, () => dit.Forward(latents, y, context, 900), Flop(config, preset), floorMilliseconds: ceilings is null ? 0 : Floor(config, preset, ceilings));
    }

    /// <summary>Matrix and attention operations of one forward.</summary>
    public static double Flop(WanDitConfig config, BenchPreset preset) => Gemm(config, preset) + Attention(config, preset);

    /// <summary>Milliseconds at the ceilings: matrices, attention, and each block's stream in and out thrice.</summary>
    public static double Floor(WanDitConfig config, BenchPreset preset, Ceilings ceilings)
    {
        var stream = 2.0 * preset.Tokens * config.Dim;
        var bytes = 6 * stream * config.NumLayers;
        return (Gemm(config, preset) / ceilings.MatmulTeraflops + Attention(config, preset) / ceilings.AttentionTeraflops) / 1e9 + bytes / ceilings.CopyGigabytes / 1e6;
    }

    private static double Gemm(WanDitConfig c, BenchPreset p)
    {
        double perToken = 2.0 * c.NumLayers * (6.0 * c.Dim * c.Dim + 2.0 * c.Dim * c.FfnDim); // self q k v o, cross q o, ffn
        double text = 2.0 * c.NumLayers * 2 * c.Dim * c.Dim * c.TextLen;
        return (perToken * p.Tokens) + text;
    }

    private static double Attention(WanDitConfig c, BenchPreset p) => 4.0 * c.NumLayers * c.Dim * p.Tokens * (p.Tokens + c.TextLen);
}
