namespace Workbench.Cli.Commands;

/// <summary>What is asked for when nothing is named.</summary>
internal static class DefaultRequest
{
    public const string Prompt = "A cat looks around, slow cinematic motion";

    public const long Seed = 42;

    /// <summary>A photograph of a cat.</summary>
    public static string Picture => Path.Combine(AppContext.BaseDirectory, "Assets", "chelsea.png");
}
