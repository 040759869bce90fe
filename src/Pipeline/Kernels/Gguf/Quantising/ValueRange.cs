namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>Least and greatest value of a block.</summary>
internal readonly record struct ValueRange(float Low, float High)
{
    public static ValueRange Of(ReadOnlySpan<float> x)
    {
        var (low, high) = (x[0], x[0]);
        foreach (var value in x)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return new(low, high);
    }
}
