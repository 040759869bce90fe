using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>Sixteen small integers to sixteen floats: the last step of every format.</summary>
internal static class Spread
{
    public const int Width = 16;

    /// <summary>y = scale * q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Signed(Vector128<sbyte> q, float scale, Span<float> y)
    {
        ref var to = ref MemoryMarshal.GetReference(y[..Width]);
        if (Avx2.IsSupported)
        {
            var factor = Vector256.Create(scale);
            (Avx2.ConvertToVector256Int32(q).Single() * factor).StoreUnsafe(ref to);
            (Avx2.ConvertToVector256Int32(Upper(q.AsByte()).AsSByte()).Single() * factor).StoreUnsafe(ref to, 8);
        }
        else
        {
            var (low, high) = Vector128.Widen(q);
            var factor = Vector128.Create(scale);
            Store(Vector128.Widen(low), factor, Vector128<float>.Zero, ref to, 0);
            Store(Vector128.Widen(high), factor, Vector128<float>.Zero, ref to, 8);
        }
    }

    /// <summary>y = scale * q - least: a product and a difference, not fused.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Affine(Vector128<byte> q, float scale, float least, Span<float> y)
    {
        ref var to = ref MemoryMarshal.GetReference(y[..Width]);
        if (Avx2.IsSupported)
        {
            var (factor, offset) = (Vector256.Create(scale), Vector256.Create(least));
            (Avx2.ConvertToVector256Int32(q).Single() * factor - offset).StoreUnsafe(ref to);
            (Avx2.ConvertToVector256Int32(Upper(q)).Single() * factor - offset).StoreUnsafe(ref to, 8);
        }
        else
        {
            var (low, high) = Vector128.Widen(q.AsByte());
            var (factor, offset) = (Vector128.Create(scale), Vector128.Create(least));
            Store(Vector128.Widen(low.AsInt16()), factor, offset, ref to, 0);
            Store(Vector128.Widen(high.AsInt16()), factor, offset, ref to, 8);
        }
    }

    private static Vector256<float> Single(this Vector256<int> q) => Vector256.ConvertToSingle(q);

    private static Vector128<byte> Upper(Vector128<byte> q) => Sse2.ShiftRightLogical128BitLane(q, 8);

    private static void Store((Vector128<int> Lower, Vector128<int> Upper) q, Vector128<float> factor, Vector128<float> offset, ref float to, nuint at)
    {
        var (first, second) = (Vector128.ConvertToSingle(q.Lower) * factor, Vector128.ConvertToSingle(q.Upper) * factor);
        (first - offset).StoreUnsafe(ref to, at);
        (second - offset).StoreUnsafe(ref to, at + 4);
    }
}
