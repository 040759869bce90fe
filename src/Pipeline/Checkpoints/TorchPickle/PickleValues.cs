namespace Workbench.Pipeline.Checkpoints.TorchPickle;

// What the interpreter can build, beside null, bool, long, BigInteger, double and string. There is nothing else, and none of it runs code.

/// <summary>A tuple: immutable once built.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A list.</summary>
internal sealed record PickleList(List<object?> Items);

/// <summary>A dict or OrderedDict, in order of insertion.</summary>
internal sealed record PickleDict(OrderedDictionary<object, object?> Items);

/// <summary>A name of the allow list, with what it stands for.</summary>
internal sealed record PickleGlobal(string Name, PickleGlobal.Role Means, StoredType? Type = null)
{
    public enum Role { OrderedDict, RebuildTensor, RebuildTensorTyped, RebuildParameter, Storage, UntypedStorage, Dtype }
}

/// <summary>A storage: bytes of a zip record with an element type.</summary>
/// <param name="Record">Where the bytes are.</param>
/// <param name="Type">Element type; null for raw bytes, whose type comes with the tensor.</param>
internal sealed record PickleStorage(ZipRecord Record, StoredType? Type);

/// <summary>A strided view of a storage, checked to stay inside it.</summary>
/// <param name="Storage">Its bytes.</param>
/// <param name="Type">Element type.</param>
/// <param name="Offset">First element.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Strides">In elements.</param>
/// <param name="Extent">Elements from the first to the last one reached, both included.</param>
internal sealed record PickleTensor(ZipRecord Storage, StoredType Type, long Offset, long[] Shape, long[] Strides, long Extent);
