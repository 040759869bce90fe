using static TorchSharp.torch;

namespace Workbench.Harness.Measurement;

/// <summary>The random order and offsets by which a <see cref="Sketcher"/> deals rows into buckets, kept for the shapes in use.</summary>
internal static class SketchOrder
{
    /// <summary>A network has few distinct tensor sizes; an order takes 1/32 of an n-element tensor's count in int64.</summary>
    private const int Kept = 32;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<(SketchPlan, long, string), Tensor> Orders = [];
    private static readonly Dictionary<(SketchPlan, string), (Tensor Offsets, Tensor Columns)> Rotations = [];

    /// <summary>A random permutation of the rows, int64 [rows].</summary>
    public static Tensor Rows(SketchPlan plan, long rows, Device device)
    {
        lock (Gate)
        {
            var key = (plan, rows, device.ToString());
            if (!Orders.TryGetValue(key, out var order))
            {
                if (Orders.Count == Kept)
                {
                    Orders.Clear(); // not disposed: another thread may be reading one
                }

                using var scope = NewDisposeScope();
                Orders[key] = order = CounterHash.Words(CounterHash.Stream(plan.Seed, 2), 0, rows, device).argsort().DetachFromDisposeScope();
            }

            return order;
        }
    }

    /// <summary>Which column of each class falls into each bucket, int64 [k classes, k buckets].</summary>
    public static Tensor Columns(SketchPlan plan, Device device) => Rotation(plan, device).Columns;

    /// <summary>How far each class is rotated, int64 [k]: a random permutation of 0..k-1.</summary>
    public static Tensor Offsets(SketchPlan plan, Device device) => Rotation(plan, device).Offsets;

    private static (Tensor Offsets, Tensor Columns) Rotation(SketchPlan plan, Device device)
    {
        lock (Gate)
        {
            var key = (plan, device.ToString());
            if (!Rotations.TryGetValue(key, out var rotation))
            {
                using var scope = NewDisposeScope();
                if (Rotations.Count == Kept)
                {
                    Rotations.Clear();
                }

                var k = plan.Projections;
                var offsets = CounterHash.Words(CounterHash.Stream(plan.Seed, 3), 0, k, device).argsort();
                var columns = (arange(k, ScalarType.Int64, device).unsqueeze(0) - offsets.unsqueeze(1)).remainder(k);
                Rotations[key] = rotation = (offsets.DetachFromDisposeScope(), columns.DetachFromDisposeScope());
            }

            return rotation;
        }
    }
}
