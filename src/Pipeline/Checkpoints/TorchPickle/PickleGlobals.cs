namespace Workbench.Pipeline.Checkpoints.TorchPickle;

/// <summary>
/// Every global that a pickle may name, exactly as torch.save writes it; anything else is refused, even when it is only named.
/// Matching is by the whole pair of module and name, never by a prefix.
/// </summary>
internal static class PickleGlobals
{
    private static readonly (string Prefix, StoredType Type)[] Storages =
    [
        ("Double", StoredType.F64), ("Float", StoredType.F32), ("Half", StoredType.F16), ("BFloat16", StoredType.BF16),
        ("Long", StoredType.I64), ("Int", StoredType.I32), ("Short", StoredType.I16), ("Char", StoredType.I8), ("Byte", StoredType.U8), ("Bool", StoredType.Bool),
    ];

    private static readonly (string Name, StoredType Type)[] Dtypes =
    [
        ("float8_e4m3fn", StoredType.F8E4M3), ("float8_e5m2", StoredType.F8E5M2),
        ("uint16", StoredType.U16), ("uint32", StoredType.U32), ("uint64", StoredType.U64),
    ];

    private static readonly Dictionary<(string Module, string Name), PickleGlobal> Allowed = Build();

    public static PickleGlobal? Find(string module, string name) => Allowed.GetValueOrDefault((module, name));

    private static Dictionary<(string Module, string Name), PickleGlobal> Build()
    {
        var allowed = new Dictionary<(string, string), PickleGlobal>();
        Add("collections", "OrderedDict", PickleGlobal.Role.OrderedDict);
        Add("torch._utils", "_rebuild_tensor_v2", PickleGlobal.Role.RebuildTensor);
        Add("torch._utils", "_rebuild_tensor_v3", PickleGlobal.Role.RebuildTensorTyped); // float8 and unsigned tensors
        Add("torch._utils", "_rebuild_parameter", PickleGlobal.Role.RebuildParameter);
        Add("torch.storage", "UntypedStorage", PickleGlobal.Role.UntypedStorage);
        foreach (var (prefix, type) in Storages)
        {
            Add("torch", prefix + "Storage", PickleGlobal.Role.Storage, type);
        }

        foreach (var (name, type) in Dtypes)
        {
            Add("torch", name, PickleGlobal.Role.Dtype, type);
        }

        return allowed;

        void Add(string module, string name, PickleGlobal.Role role, StoredType? type = null) =>
            allowed.Add((module, name), new($"{module}.{name}", role, type));
    }
}
