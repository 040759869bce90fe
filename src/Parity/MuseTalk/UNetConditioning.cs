using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>
/// How well-conditioned the UNet is on an input: how far each tap moves, in fp64, when every weight moves by fp32's unit roundoff.
/// Where the way down ends at a single pixel, a group norm over two values divides by their difference, which may be nearly nothing: there
/// two correct fp32 runs differ by more than 1e-5 (measured on the published folder: the oracle itself is 4e-5 off an fp64 run at b.mid_block).
/// </summary>
internal static class UNetConditioning
{
    /// <summary>Draws of the rounding errors.</summary>
    private const int Draws = 4;

    /// <summary>
    /// Rounding errors of fp32 runs in units of one perturbation of the weights. A sum of 576 products (3x3 kernel, 64 channels) carries up to
    /// the square root of as many roundings, 24; blocked summation leaves fewer. Measured on the published folder: 5 here, 2.4 in the oracle.
    /// </summary>
    private const double Allowance = 16;

    /// <summary>The limit for each tap on this input; never below the usual one.</summary>
    /// <param name="c">The case.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="names">Taps, by upstream's names.</param>
    /// <param name="latents">Input, any dtype.</param>
    /// <param name="context">Audio tokens.</param>
    public static IReadOnlyDictionary<string, double> Limits(MuseTalkCase c, UNetConfig config, IReadOnlyCollection<string> names, Tensor latents, Tensor context)
    {
        using var scope = NewDisposeScope();
        using var exact = Run(c, config, names, latents, context, null);
        var limits = names.ToDictionary(n => n, _ => c.Limit);
        for (var draw = 1; draw <= Draws; draw++)
        {
            using var moved = Run(c, config, names, latents, context, (ulong)draw);
            foreach (var name in names.Where(exact.Tensors.ContainsKey))
            {
                var response = Harness.Comparison.TensorDifference.Between(moved.Tensors[name], exact.Tensors[name]).RelativeError;
                limits[name] = Math.Max(limits[name], Allowance * response);
            }
        }

        return limits;
    }

    private static RecordedTaps Run(MuseTalkCase c, UNetConfig config, IReadOnlyCollection<string> names, Tensor latents, Tensor context, ulong? seed)
    {
        var source = new CheckpointParameters(c.Weights("unet"), CPU);
        using var perturbed = seed is { } s ? new PerturbedParameters(source, s) : null;
        using var unet = new UNet2DConditionModel(new(perturbed as IParameterSource ?? source, "", ScalarType.Float64), config);
        var taps = new RecordedTaps(names);
        unet.Forward(latents.to(ScalarType.Float64, CPU), zeros(latents.shape[0], ScalarType.Int64), context.to(ScalarType.Float64, CPU), taps.Tap);
        return taps;
    }
}
