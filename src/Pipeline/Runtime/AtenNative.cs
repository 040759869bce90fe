using System.Runtime.InteropServices;

namespace Workbench.Pipeline.Runtime;

/// <summary>libtorch's stable C ABI (torch/csrc/inductor/aoti_torch/c/shim.h and torch/csrc/stable/c/shim.h), present since 2.10.</summary>
internal static partial class AtenNative
{
    private const string Library = "libtorch_cpu.so";

    static AtenNative()
    {
        // Bare names resolve to the library that LibTorch.Load opened by its full path.
        NativeLibrary.SetDllImportResolver(typeof(AtenNative).Assembly, (name, _, _) =>
            name == Library ? NativeLibrary.Load(Path.Combine(LibTorch.Load().Directory, Library)) : 0);
    }

    [LibraryImport(Library, EntryPoint = "aoti_torch_call_dispatcher", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CallDispatcher(string op, string overload, Span<ulong> stack);

    [LibraryImport(Library, EntryPoint = "aoti_torch_new_tensor_handle")]
    public static partial int NewTensorHandle(nint original, out nint handle);

    [LibraryImport(Library, EntryPoint = "aoti_torch_delete_tensor_object")]
    public static partial int DeleteTensor(nint handle);

    [LibraryImport(Library, EntryPoint = "torch_new_list_reserve_size")]
    public static partial int NewList(nuint size, out nint list);

    [LibraryImport(Library, EntryPoint = "torch_list_push_back")]
    public static partial int PushBack(nint list, ulong item);

    [LibraryImport(Library, EntryPoint = "torch_new_string_handle")]
    public static partial int NewString(byte[] text, nuint length, out nint handle);

    [LibraryImport(Library, EntryPoint = "aoti_torch_get_data_ptr")]
    public static partial int DataPointer(nint tensor, out nint pointer);

    [LibraryImport(Library, EntryPoint = "aoti_torch_create_tensor_from_blob_v2")]
    public static unsafe partial int FromBlob(
        nint data, long dimensions, long* sizes, long* strides, long storageOffset, int dtype, int deviceType, int deviceIndex,
        out nint tensor, int layout, nint opaqueMetadata, long opaqueMetadataSize);
}
