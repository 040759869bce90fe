using System.Runtime.Intrinsics;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>The sixteen values that four bits stand for in the non-linear formats. Source: ggml/src/ggml-common.h (kvalues_iq4nl, kvalues_fp4).</summary>
internal static class Codebooks
{
    /// <summary>IQ4_NL and IQ4_XS.</summary>
    public static Vector128<sbyte> Iq4 => Vector128.Create(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, (sbyte)113);

    /// <summary>Twice the values of E2M1: 0, 0.5, 1, 1.5, 2, 3, 4, 6 and their negatives.</summary>
    public static Vector128<sbyte> E2M1 => Vector128.Create(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, (sbyte)-12);
}
