namespace Workbench.Pipeline.Configuration;

/// <summary>LightX2V's environment variables that change numbers; passed in, so that tests and notebooks need not set them.</summary>
/// <param name="Dtype">DTYPE: BF16 or FP16.</param>
/// <param name="SensitiveLayerDtype">SENSITIVE_LAYER_DTYPE: None, FP32, BF16 or FP16.</param>
public sealed record ConfigEnvironment(string? Dtype = null, string? SensitiveLayerDtype = null)
{
    /// <summary>Nothing set.</summary>
    public static readonly ConfigEnvironment Empty = new();

    /// <summary>Reads the process environment.</summary>
    public static ConfigEnvironment FromProcess() =>
        new(Environment.GetEnvironmentVariable("DTYPE"), Environment.GetEnvironmentVariable("SENSITIVE_LAYER_DTYPE"));
}
