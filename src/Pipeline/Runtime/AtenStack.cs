using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Runtime;

/// <summary>Turns arguments into the 64-bit stack values of libtorch's stable C ABI.</summary>
internal static class AtenStack
{
    public static ulong Push(AtenArgument argument)
    {
        if (argument.Type == AtenArgument.Kind.None)
        {
            return 0;
        }

        var value = argument.Type switch
        {
            AtenArgument.Kind.Tensor => NewHandle((Tensor)argument.Value!),
            AtenArgument.Kind.Tensors => List(((Tensor[])argument.Value!).Select(NewHandle).ToArray()),
            AtenArgument.Kind.Integers => List(((long[])argument.Value!).Select(v => unchecked((ulong)v)).ToArray()),
            AtenArgument.Kind.Text => Text((string)argument.Value!),
            _ => argument.Bits,
        };
        return argument.Optional ? Box(value) : value;
    }

    private static ulong NewHandle(Tensor tensor)
    {
        Check(AtenNative.NewTensorHandle(tensor.Handle, out var handle), "aoti_torch_new_tensor_handle");
        GC.KeepAlive(tensor);
        return (ulong)handle;
    }

    private static ulong List(ulong[] items)
    {
        Check(AtenNative.NewList((nuint)items.Length, out var list), "torch_new_list_reserve_size");
        foreach (var item in items)
        {
            Check(AtenNative.PushBack(list, item), "torch_list_push_back");
        }

        return (ulong)list;
    }

    private static ulong Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Check(AtenNative.NewString(bytes, (nuint)bytes.Length, out var handle), "torch_new_string_handle");
        return (ulong)handle;
    }

    /// <summary>A present optional is a malloc'ed cell, freed by the callee.</summary>
    private static unsafe ulong Box(ulong value)
    {
        var cell = (ulong*)NativeMemory.Alloc(sizeof(ulong));
        *cell = value;
        return (ulong)cell;
    }

    private static void Check(int code, string what)
    {
        if (code != 0)
        {
            throw new AtenException($"{what} failed; libtorch's message is on stderr.");
        }
    }
}
