namespace Workbench.Pipeline.Checkpoints.TorchPickle;

/// <summary>Pickle opcodes that are interpreted, and the names of the others for messages. Source: CPython, Lib/pickletools.py.</summary>
internal static class PickleOpcode
{
    public const byte Mark = (byte)'(', Stop = (byte)'.', BinInt = (byte)'J', BinInt1 = (byte)'K', BinInt2 = (byte)'M', None = (byte)'N',
        BinFloat = (byte)'G', BinUnicode = (byte)'X', BinPersId = (byte)'Q', Reduce = (byte)'R', Append = (byte)'a', Build = (byte)'b',
        Global = (byte)'c', EmptyDict = (byte)'}', Appends = (byte)'e', BinGet = (byte)'h', LongBinGet = (byte)'j', EmptyList = (byte)']',
        BinPut = (byte)'q', LongBinPut = (byte)'r', SetItem = (byte)'s', Tuple = (byte)'t', EmptyTuple = (byte)')', SetItems = (byte)'u';

    public const byte Proto = 0x80, Tuple1 = 0x85, Tuple2 = 0x86, Tuple3 = 0x87, NewTrue = 0x88, NewFalse = 0x89, Long1 = 0x8a, Long4 = 0x8b,
        ShortBinUnicode = 0x8c, BinUnicode8 = 0x8d, StackGlobal = 0x93, Memoize = 0x94, Frame = 0x95;

    /// <summary>What an opcode that is not interpreted is called.</summary>
    public static string Name(byte opcode) => opcode switch
    {
        (byte)'i' => "INST (makes an object of any class)",
        (byte)'o' => "OBJ (makes an object of any class)",
        0x81 => "NEWOBJ (makes an object of any class)",
        0x92 => "NEWOBJ_EX (makes an object of any class)",
        0x82 or 0x83 or 0x84 => "EXT (a global by number)",
        (byte)'P' => "PERSID (a persistent id as text)",
        (byte)'0' => "POP",
        (byte)'1' => "POP_MARK",
        (byte)'2' => "DUP",
        (byte)'I' or (byte)'L' or (byte)'F' or (byte)'S' or (byte)'V' => "a text-mode value of protocol 0",
        (byte)'d' or (byte)'l' or (byte)'g' or (byte)'p' => "an instruction of protocol 0",
        (byte)'T' or (byte)'U' => "a Python 2 string",
        (byte)'B' or (byte)'C' or 0x8e or 0x96 => "a bytes object",
        0x8f or 0x90 or 0x91 => "a set",
        _ => "unknown",
    };
}
