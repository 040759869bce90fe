namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>
/// The common part of Q2_K, Q4_K and Q5_K: every group of a block of 256 has its own scale and offset, which are in turn quantised against
/// one fp16 scale each. y = (d * scale) * q - (dmin * least).
/// </summary>
internal readonly ref struct AffineGroups
{
    private readonly Span<byte> scales;
    private readonly Span<byte> leasts;
    private readonly Span<byte> levels;

    /// <param name="scales">One number per group, filled here.</param>
    /// <param name="leasts">One number per group, filled here.</param>
    /// <param name="levels">One level per element, filled here.</param>
    public AffineGroups(Span<byte> scales, Span<byte> leasts, Span<byte> levels)
    {
        this.scales = scales;
        this.leasts = leasts;
        this.levels = levels;
    }

    /// <summary>Fits everything.</summary>
    /// <param name="x">256 values.</param>
    /// <param name="top">Highest level.</param>
    /// <param name="topScale">Highest quantised scale and offset.</param>
    /// <param name="block">Gets the two fp16 scales.</param>
    /// <param name="at">Where they go: d, then dmin.</param>
    public void Fit(ReadOnlySpan<float> x, int top, int topScale, Span<byte> block, int at)
    {
        var size = x.Length / scales.Length;
        var (largest, deepest) = (0f, 0f);
        for (var g = 0; g < scales.Length; g++)
        {
            var (scale, least) = Levels.Affine(x.Slice(g * size, size), top);
            (largest, deepest) = (Math.Max(largest, scale), Math.Max(deepest, least));
        }

        var d = Half16.Put(block, at, largest / topScale);
        var dmin = Half16.Put(block, at + 2, deepest / topScale);
        for (var g = 0; g < scales.Length; g++)
        {
            var group = x.Slice(g * size, size);
            var (scale, least) = Levels.Affine(group, top);
            scales[g] = (byte)Levels.Nearest(scale, d, 0, topScale);
            leasts[g] = (byte)Levels.Nearest(least, dmin, 0, topScale);
            for (var i = 0; i < size; i++)
            {
                levels[(g * size) + i] = (byte)Levels.Nearest(group[i] + (dmin * leasts[g]), d * scales[g], 0, top);
            }
        }
    }
}
