namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>The nearest entry of the codebook of IQ4_NL and IQ4_XS.</summary>
internal static class CodebookLevels
{
    /// <summary>The codebook's entry of largest magnitude.</summary>
    public const int Extreme = -127;

    public static int Nearest(float value, float scale)
    {
        var wanted = scale == 0 ? 0 : value / scale;
        var best = 0;
        for (var i = 1; i < 16; i++)
        {
            best = Math.Abs(Codebooks.Iq4[i] - wanted) < Math.Abs(Codebooks.Iq4[best] - wanted) ? i : best;
        }

        return best;
    }
}
