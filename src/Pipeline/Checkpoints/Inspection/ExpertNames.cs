namespace Workbench.Pipeline.Checkpoints.Inspection;

/// <summary>Which expert a path names. Wan2.2's two experts have the same shapes: only names tell them apart.</summary>
public static class ExpertNames
{
    /// <summary><c>high</c> or <c>low</c>, from the file name first and then its folders; null when neither or both are named.</summary>
    public static string? Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        foreach (var part in Path.GetFullPath(path).Split(Path.DirectorySeparatorChar).Reverse().Take(3))
        {
            bool high = Names(part, "high"), low = Names(part, "low");
            if (high != low)
            {
                return high ? "high" : "low";
            }
        }

        // Diffusers: transformer is the high-noise expert, transformer_2 the low-noise one.
        return Path.GetFileName(Path.TrimEndingDirectorySeparator(path)) switch
        {
            "transformer" => "high",
            "transformer_2" => "low",
            _ => null,
        };
    }

    /// <summary>HighNoise, high_noise_model, wan2.2_i2v_A14b_high_noise_...: the word must stand before "noise" or alone between separators.</summary>
    private static bool Names(string part, string word) =>
        part.Contains(word + "noise", StringComparison.OrdinalIgnoreCase)
        || part.Split('_', '-', '.', ' ').Contains(word, StringComparer.OrdinalIgnoreCase);
}
