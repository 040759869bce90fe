namespace Workbench.Pipeline.Configuration;

/// <summary>The VAE's file and how it is run. Its dtype is <see cref="DtypePlan.Vae"/>.</summary>
/// <param name="Path">Explicit file; null: <paramref name="Name"/> is looked for in the model folder.</param>
/// <param name="Name">vae_name.</param>
/// <param name="Tiling">Overlapping tiles; changes pixels near the seams.</param>
public sealed record VaeConfig(string? Path, string Name, bool Tiling)
{
    internal static VaeConfig Read(ConfigReader reader) =>
        new(reader.Text("vae_path"), reader.Text("vae_name") ?? "Wan2.1_VAE.pth", reader.Flag("use_tiling_vae", false));
}
