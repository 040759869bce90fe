using System.Globalization;

namespace Workbench.Pipeline.Checkpoints.Gguf;

/// <summary>Reads one metadata value. Large arrays (a tokenizer's vocabulary) are checked and stepped over, never stored.</summary>
internal static class GgufMetadata
{
    private const uint String = 8, Array = 9;
    private const int MostNested = 8, MostKept = 16;

    public static GgufValue Read(GgufCursor cursor, string key)
    {
        var what = "the value of " + Quoted.Text(key);
        var type = cursor.U32(what + " (its type)");
        return type switch
        {
            0 => GgufValue.Of("u8", cursor.U8(what)),
            1 => GgufValue.Of("i8", (sbyte)cursor.U8(what)),
            2 => GgufValue.Of("u16", cursor.U16(what)),
            3 => GgufValue.Of("i16", (short)cursor.U16(what)),
            4 => Unsigned(cursor.U32(what)),
            5 => GgufValue.Of("i32", (int)cursor.U32(what)),
            6 => GgufValue.Of("f32", cursor.F32(what)),
            7 => Bool(cursor, cursor.U8(what), what),
            String => GgufValue.Of(cursor.Text(what)),
            Array => ReadArray(cursor, what),
            10 => GgufValue.Of("u64", cursor.U64(what)),
            11 => GgufValue.Of("i64", (long)cursor.U64(what)),
            12 => GgufValue.Of("f64", cursor.F64(what)),
            _ => throw cursor.Wrong($"{what} has type {type}; the format knows 0 to 12"),
        };
    }

    private static GgufValue Unsigned(uint value) => GgufValue.Of("u32", value) with { Unsigned = value };

    private static GgufValue Bool(GgufCursor cursor, byte value, string what) => value switch
    {
        0 => new("a bool", "false"),
        1 => new("a bool", "true"),
        _ => throw cursor.Wrong($"{what} is a bool of value {value}; only 0 and 1 are allowed"),
    };

    private static GgufValue ReadArray(GgufCursor cursor, string what)
    {
        var type = cursor.U32(what + " (its element type)");
        var count = cursor.U64(what + " (its count)");
        if (type is 4 or 5 or 10 or 11 && count <= MostKept)
        {
            cursor.RequireRoom(count, SizeOf(type), what);
            var values = new long[count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = type switch
                {
                    4 => cursor.U32(what),
                    5 => (int)cursor.U32(what),
                    _ => unchecked((long)cursor.U64(what)),
                };
            }

            return new("an array of integers", $"[{string.Join(",", values)}]") { Integers = values };
        }

        SkipArray(cursor, type, count, what);
        return new("an array", string.Create(CultureInfo.InvariantCulture, $"[{count} of type {type}]"));
    }

    /// <summary>Arrays of arrays are walked with a counter per level instead of recursion: a .NET process cannot catch a stack overflow.</summary>
    private static void SkipArray(GgufCursor cursor, uint type, ulong count, string what)
    {
        Span<ulong> left = stackalloc ulong[MostNested];
        var depth = -1;
        while (true)
        {
            if (type == Array)
            {
                cursor.RequireRoom(count, 12, what);
                if (++depth == MostNested)
                {
                    throw cursor.Wrong($"{what}: arrays are nested more than {MostNested} deep");
                }

                left[depth] = count;
            }
            else
            {
                SkipPlain(cursor, type, count, what);
            }

            while (depth >= 0 && left[depth] == 0)
            {
                depth--;
            }

            if (depth < 0)
            {
                return;
            }

            left[depth]--;
            type = cursor.U32(what + " (an inner element type)");
            count = cursor.U64(what + " (an inner count)");
        }
    }

    private static void SkipPlain(GgufCursor cursor, uint type, ulong count, string what)
    {
        if (type != String)
        {
            cursor.Skip(count, SizeOf(type) is var size and > 0 ? size : throw cursor.Wrong($"{what}: array element type {type}; the format knows 0 to 12"), what);
            return;
        }

        cursor.RequireRoom(count, 8, what);
        for (ulong i = 0; i < count; i++)
        {
            cursor.Text(what);
        }
    }

    private static int SizeOf(uint type) => type switch
    {
        0 or 1 or 7 => 1,
        2 or 3 => 2,
        4 or 5 or 6 => 4,
        10 or 11 or 12 => 8,
        _ => 0,
    };
}
