namespace Workbench.Pipeline.Models.WanDit;

/// <summary>Which of the two networks predicts a step. The numbers are the oracle's.</summary>
public enum Expert
{
    /// <summary>high_noise_model: the first, noisy steps.</summary>
    High = 0,

    /// <summary>low_noise_model: the rest.</summary>
    Low = 1,
}
