namespace Workbench.Harness;

/// <summary>Whether this process runs under continuous integration, where nothing may be approved.</summary>
public static class ContinuousIntegration
{
    /// <summary>The variable <c>CI</c> is <c>true</c> or <c>1</c>.</summary>
    public static bool Here => Environment.GetEnvironmentVariable("CI") is "true" or "True" or "TRUE" or "1";
}
