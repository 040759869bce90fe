using Workbench.Pipeline.Parameters;

namespace Workbench.Pipeline.Checkpoints.Inspection;

/// <summary>A key that one side has and the other lacks.</summary>
/// <param name="Name">The key.</param>
/// <param name="Shape">Its shape where it exists.</param>
/// <param name="Nearest">Up to three unmatched keys of the other side that look like it.</param>
public sealed record KeyMismatch(string Name, long[] Shape, IReadOnlyList<string> Nearest);

/// <summary>A key whose shape is not the expected one.</summary>
public sealed record ShapeMismatch(string Name, long[] Got, long[] Expected);

/// <summary>How a checkpoint differs from the state dict that a network expects.</summary>
public sealed record StateDictDifference(IReadOnlyList<KeyMismatch> Missing, IReadOnlyList<KeyMismatch> Extra, IReadOnlyList<ShapeMismatch> Shapes)
{
    /// <summary>Nearest names are looked up for this many keys a side; a wholly foreign file has thousands.</summary>
    private const int Explained = 64;

    /// <summary>Whether strict loading would succeed.</summary>
    public bool Fits => Missing.Count + Extra.Count + Shapes.Count == 0;

    /// <summary>Compares keys and shapes; scales beside fp8 weights belong to their weight and count as expected.</summary>
    /// <param name="tensors">What the file holds, under upstream's names.</param>
    /// <param name="expected">What the network asks for.</param>
    public static StateDictDifference Between(IReadOnlyDictionary<string, StoredTensor> tensors, IReadOnlyList<(string Name, long[] Shape)> expected)
    {
        var wanted = expected.ToDictionary(e => e.Name, e => e.Shape, StringComparer.Ordinal);
        var missing = expected.Where(e => !tensors.ContainsKey(e.Name)).ToList();
        var extra = tensors.Values.Where(t => !wanted.ContainsKey(t.Name) && !IsScale(t.Name, tensors)).ToList();
        var shapes = expected.Where(e => tensors.TryGetValue(e.Name, out var t) && !t.Fits(e.Shape)).Select(e => new ShapeMismatch(e.Name, tensors[e.Name].Shape, e.Shape));
        return new(
            [.. missing.Select((e, i) => new KeyMismatch(e.Name, e.Shape, Nearest(e.Name, extra.Select(t => t.Name), i)))],
            [.. extra.Select((t, i) => new KeyMismatch(t.Name, t.Shape, Nearest(t.Name, missing.Select(e => e.Name), i)))],
            [.. shapes]);
    }

    private static IReadOnlyList<string> Nearest(string name, IEnumerable<string> candidates, int index) => index < Explained ? NearestNames.Of(name, candidates) : [];

    private static bool IsScale(string name, IReadOnlyDictionary<string, StoredTensor> tensors) =>
        (name.EndsWith(".weight_scale", StringComparison.Ordinal) || name.EndsWith(".scale_weight", StringComparison.Ordinal))
        && tensors.TryGetValue(name[..name.LastIndexOf('.')] + ".weight", out var weight) && weight.Type is StoredType.F8E4M3;
}
