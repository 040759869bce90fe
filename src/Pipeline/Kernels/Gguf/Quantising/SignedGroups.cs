namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>
/// The common part of Q3_K, Q6_K and IQ4_XS: every group of a block of 256 has its own signed scale, quantised against one fp16 scale.
/// y = (d * scale) * level.
/// </summary>
internal static class SignedGroups
{
    /// <summary>Fits the scales.</summary>
    /// <param name="x">256 values.</param>
    /// <param name="extremeLevel">The level that the value of largest magnitude of a group becomes; negative.</param>
    /// <param name="extremeScale">The quantised scale of the group with the largest one; negative.</param>
    /// <param name="scales">One per group, from <paramref name="extremeScale"/> to -extremeScale-1, filled here.</param>
    /// <param name="block">Gets the fp16 scale.</param>
    /// <param name="at">Where it goes.</param>
    /// <returns>The fp16 scale.</returns>
    public static float Fit(ReadOnlySpan<float> x, int extremeLevel, int extremeScale, Span<sbyte> scales, Span<byte> block, int at)
    {
        var size = x.Length / scales.Length;
        Span<float> wanted = stackalloc float[scales.Length];
        for (var g = 0; g < scales.Length; g++)
        {
            wanted[g] = Levels.Extreme(x.Slice(g * size, size)) / extremeLevel;
        }

        var d = Half16.Put(block, at, Levels.Extreme(wanted) / extremeScale);
        for (var g = 0; g < scales.Length; g++)
        {
            scales[g] = (sbyte)Levels.Nearest(wanted[g], d, extremeScale, -extremeScale - 1);
        }

        return d;
    }
}
