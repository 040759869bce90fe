namespace Workbench.Pipeline.Configuration;

/// <summary>Explicit checkpoint paths of the two experts (file or folder); null where the model folder is to be searched.</summary>
public sealed record ExpertPaths(string? HighQuantised, string? LowQuantised, string? HighOriginal, string? LowOriginal)
{
    private static readonly string[] SharedKeys = ["dit_quantized_ckpt", "dit_original_ckpt"];

    internal static ExpertPaths Read(ConfigReader reader)
    {
        foreach (var key in SharedKeys)
        {
            if (reader.Has(key))
            {
                reader.Problem(key, $"no such key with two experts (it would give both the same weights); set high_noise_{key[4..]} and low_noise_{key[4..]}");
            }
        }

        return new(
            reader.Text("high_noise_quantized_ckpt"), reader.Text("low_noise_quantized_ckpt"),
            reader.Text("high_noise_original_ckpt"), reader.Text("low_noise_original_ckpt"));
    }
}
