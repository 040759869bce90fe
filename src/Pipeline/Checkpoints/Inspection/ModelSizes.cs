namespace Workbench.Pipeline.Checkpoints.Inspection;

/// <summary>Which model it is and how large, from names and shapes alone.</summary>
/// <param name="Kind">The architecture.</param>
/// <param name="Sizes">Named sizes in a fixed order, such as dim, layers, heads; those that the shapes do not tell are left out.</param>
/// <param name="Variant">The published model of exactly these sizes, or null.</param>
public sealed record ModelSizes(ModelKind Kind, IReadOnlyList<(string Name, long Value)> Sizes, string? Variant)
{
    /// <summary>The size of that name, or null.</summary>
    public long? this[string name] => Sizes.Where(s => s.Name == name).Select(s => (long?)s.Value).FirstOrDefault();
}
