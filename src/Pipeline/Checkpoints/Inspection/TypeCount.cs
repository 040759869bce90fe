namespace Workbench.Pipeline.Checkpoints.Inspection;

/// <summary>How the tensors of one kind are stored.</summary>
/// <param name="LayerKind">Key with the block's number left out, such as <c>blocks.*.ffn.2.weight</c>.</param>
/// <param name="Type">Stored type.</param>
/// <param name="Tensors">How many.</param>
/// <param name="Parameters">Their elements.</param>
/// <param name="Bytes">Their bytes on disk.</param>
public sealed record TypeCount(string LayerKind, StoredType Type, int Tensors, long Parameters, long Bytes)
{
    /// <summary>Counts by kind and type, in order of first appearance.</summary>
    public static IReadOnlyList<TypeCount> Of(IEnumerable<StoredTensor> tensors) =>
        [.. tensors.GroupBy(t => (Kind: KindOf(t.Name), t.Type)).Select(g => new TypeCount(g.Key.Kind, g.Key.Type, g.Count(), g.Sum(t => t.Count), g.Sum(t => t.ByteLength)))];

    /// <summary>The key without the number of its block. Later numbers (<c>ffn.2</c>) belong to the kind.</summary>
    public static string KindOf(string name)
    {
        var parts = name.Split('.');
        var index = Array.FindIndex(parts, part => part.Length > 0 && part.All(char.IsAsciiDigit));
        if (index is > 0 and < 4 && parts[index - 1] is "blocks" or "block" or "downsamples" or "upsamples" or "layers")
        {
            parts[index] = "*";
        }

        return string.Join('.', parts);
    }
}
