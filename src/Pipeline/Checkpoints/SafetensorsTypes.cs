namespace Workbench.Pipeline.Checkpoints;

/// <summary>Type names of the safetensors format.</summary>
internal static class SafetensorsTypes
{
    private static readonly Dictionary<string, StoredType> ByName = new(StringComparer.Ordinal)
    {
        ["F64"] = StoredType.F64,
        ["F32"] = StoredType.F32,
        ["F16"] = StoredType.F16,
        ["BF16"] = StoredType.BF16,
        ["F8_E4M3"] = StoredType.F8E4M3,
        ["F8_E5M2"] = StoredType.F8E5M2,
        ["I64"] = StoredType.I64,
        ["I32"] = StoredType.I32,
        ["I16"] = StoredType.I16,
        ["I8"] = StoredType.I8,
        ["U64"] = StoredType.U64,
        ["U32"] = StoredType.U32,
        ["U16"] = StoredType.U16,
        ["U8"] = StoredType.U8,
        ["BOOL"] = StoredType.Bool,
    };

    private static readonly Dictionary<StoredType, string> Names = ByName.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>Name of a plain type.</summary>
    public static string Name(StoredType type) => Names[type];

    public static StoredType Parse(string path, string tensor, string text) => ByName.TryGetValue(text, out var type)
        ? type
        : throw new CheckpointException($"{path}: {tensor} has dtype {Quoted.Text(text)}; known: {string.Join(" ", ByName.Keys)}.");
}
