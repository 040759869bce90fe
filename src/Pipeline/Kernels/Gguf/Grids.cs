using System.Runtime.Intrinsics;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>
/// The lattices of the IQ1, IQ2 and IQ3 formats: an index stands for eight (IQ3: four) small numbers. Kept as digits in
/// <see cref="GridCodes"/>, unpacked once into one byte per number.
/// </summary>
internal static class Grids
{
    private static readonly byte[] Iq2Values = [8, 25, 43], Iq3XxsValues = [4, 12, 20, 28, 36, 44, 52, 62], Iq3SValues = [1, 3, 5, 7, 9, 11, 13, 15];

    /// <summary>IQ1_S and IQ1_M: eight of -1, 0, 1, each kept as 8 * value.</summary>
    public static readonly ulong[] Iq1 = Unpack(GridCodes.Iq1, [0xf8, 0, 8], 8);

    public static readonly ulong[] Iq2Xxs = Unpack(GridCodes.Iq2Xxs, Iq2Values, 8);

    public static readonly ulong[] Iq2Xs = Unpack(GridCodes.Iq2Xs, Iq2Values, 8);

    public static readonly ulong[] Iq2S = Unpack(GridCodes.Iq2S, Iq2Values, 8);

    public static readonly ulong[] Iq3Xxs = Unpack(GridCodes.Iq3Xxs, Iq3XxsValues, 4);

    public static readonly ulong[] Iq3S = Unpack(GridCodes.Iq3S, Iq3SValues, 4);

    /// <summary>Seven sign bits as eight: the eighth makes their number even.</summary>
    public static byte Signs(uint seven) => (byte)(seven | (uint)(System.Numerics.BitOperations.PopCount(seven) & 1) << 7);

    /// <summary>Two groups of eight with their signs.</summary>
    public static Vector128<sbyte> Signed(ulong first, ulong second, byte firstSigns, byte secondSigns) =>
        Packed.Negate(Vector128.Create(first, second).AsByte(), Packed.Bits((ushort)(firstSigns | secondSigns << 8)));

    /// <summary>Base-3 or base-8 digits, two or three bits each, lowest first.</summary>
    private static ulong[] Unpack(ReadOnlySpan<ushort> codes, byte[] values, int count)
    {
        var bits = values.Length > 4 ? 3 : 2;
        var grid = new ulong[codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            for (var j = 0; j < count; j++)
            {
                grid[i] |= (ulong)values[codes[i] >> (bits * j) & (1 << bits) - 1] << (8 * j);
            }
        }

        return grid;
    }
}
