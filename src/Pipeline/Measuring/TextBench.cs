using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>The text encoder with random weights.</summary>
public static class TextBench
{
    /// <summary>Measures one prompt of full length.</summary>
    public static BenchRow Encode(string name, Umt5Config config, long length, ScalarType dtype, Device device, Ceilings ceilings, int runs)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var encoder = new Umt5Encoder(new(new SeededParameters(3, device, gain: config.RandomGain), "", dtype), config);
        var ids = randint(2, Math.Min(config.Vocabulary, 30000), [1, length], ScalarType.Int64, device);
        var mask = ones([1, length], ScalarType.Int64, device);
        var perBlock = (4.0 * config.Dim * config.DimAttention) + (3.0 * config.Dim * config.DimFfn);
        var flop = (2.0 * config.Layers * perBlock * length) + (4.0 * config.Layers * config.DimAttention * length * length);
        var bytes = 2.0 * config.Layers * perBlock;
        var floor = Math.Max(flop / ceilings.MatmulTeraflops / 1e9, bytes / ceilings.CopyGigabytes / 1e6);
        return Stopclock.Time(name, device, runs, () => encoder.Forward(ids, mask, default, default), flop, bytes, floor);
    }

    /// <summary>The encoder's two ways in <paramref name="dtype"/> against fp32, a quarter of the positions masked; few layers, so that fp32 fits beside.</summary>
    public static BenchRow Check(Umt5Config config, Umt5Config fused, long length, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var ids = randint(2, Math.Min(config.Vocabulary, 30000), [1, length], ScalarType.Int64, device);
        var mask = ones([1, length], ScalarType.Int64, device);
        mask.narrow(1, length * 3 / 4, length / 4).zero_();
        Tensor Run(Umt5Config sizes, ScalarType kind)
        {
            using var encoder = new Umt5Encoder(new(new SeededParameters(3, device, gain: sizes.RandomGain), "", kind), sizes with { Layers = Math.Min(4, sizes.Layers), Vocabulary = Math.Min(30000, sizes.Vocabulary) });
            return encoder.Forward(ids, mask, default, default);
        }

        return RoundingCheck.Row($"T5 fused {dtype}, 4 blocks", Run(config, ScalarType.Float32), Run(config, dtype), Run(fused, dtype));
    }
}
