using Workbench.Pipeline.Kernels.Nvrtc;
using static TorchSharp.torch;

namespace Workbench.Harness.Measurement;

/// <summary>
/// Everything that is measured at a tap, left on the tensor's device: by two kernels where they can (<see cref="FusedMeasure"/>), else by torch operations.
/// The digest is the same to the bit either way, the sums to the order of fp64 summation.
/// </summary>
/// <param name="Statistics">As <see cref="TensorStatistics.From"/> reads it.</param>
/// <param name="Digest">As <see cref="TensorDigest.Text"/> reads it.</param>
/// <param name="Sketch">fp64 [projections]; null where none was asked for.</param>
internal sealed record TapNumbers(Tensor Statistics, Tensor Digest, Tensor? Sketch)
{
    /// <summary>Whether kernels may be used; tests and measurements compare both ways.</summary>
    internal static bool Fused { get; set; } = true;

    /// <summary>Measures without waiting for the device; results join the current dispose scope.</summary>
    public static TapNumbers Of(Tensor tensor, SketchPlan? plan)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.detach().contiguous().reshape(-1);
        if (!Fused || !FusedMeasure.Takes(flat))
        {
            return new(
                StatisticsOnDevice.Of(tensor).MoveToOuterDisposeScope(), TensorDigest.OnDevice(tensor).MoveToOuterDisposeScope(),
                plan is null ? null : Sketcher.OnDevice(tensor, plan).MoveToOuterDisposeScope());
        }

        var (numbers, digest) = FusedMeasure.Numbers(flat, TensorDigest.Multipliers, TensorDigest.UpperMultipliers, TensorDigest.Places);
        return new(
            cat([numbers, StatisticsOnDevice.Quantiles(flat)]).MoveToOuterDisposeScope(), digest.MoveToOuterDisposeScope(),
            plan is null ? null : SketchOf(flat, plan).MoveToOuterDisposeScope());
    }

    private static Tensor SketchOf(Tensor flat, SketchPlan plan)
    {
        var order = SketchOrder.Rows(plan, flat.numel() / plan.Projections, flat.device);
        var offsets = SketchOrder.Offsets(plan, flat.device);
        var sketch = FusedMeasure.Sketch(flat, order, offsets, plan.Projections, Sketcher.Signs(plan));
        GC.KeepAlive(order); // another thread may have dropped both from the cache meanwhile
        GC.KeepAlive(offsets);
        return sketch;
    }
}
