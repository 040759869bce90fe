namespace Workbench.Harness.Comparison;

/// <summary>What a comparison of one tap came to.</summary>
public enum TapVerdict
{
    /// <summary>The same bits.</summary>
    Identical,

    /// <summary>Inside the limit.</summary>
    Agrees,

    /// <summary>Outside the limit, or of another shape or dtype, or missing.</summary>
    Outside,
}
