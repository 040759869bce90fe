namespace Workbench.Pipeline.Configuration;

/// <summary>Where weights live between uses.</summary>
public sealed record OffloadConfig
{
    public required OffloadGranularity Dit { get; init; }

    /// <summary>Whether the text encoder's blocks visit the device one after another.</summary>
    public required bool TextEncoder { get; init; }

    /// <summary>Whether the VAE is on the device only while it computes.</summary>
    public required bool Vae { get; init; }

    /// <summary>Weights read from disk block by block; not executed, and noted.</summary>
    public required bool LazyLoad { get; init; }

    /// <summary>Text encoder and VAE made when needed and freed afterwards.</summary>
    public required bool UnloadModules { get; init; }

    /// <summary>Threads that read from disk ahead.</summary>
    public required int DiskWorkers { get; init; }

    internal static OffloadConfig Read(ConfigReader reader, QuantScheme quant)
    {
        var offload = reader.Flag("cpu_offload", false);
        var granularity = ReadGranularity(reader, quant, offload);
        var lazy = reader.Flag("lazy_load", false);
        if (lazy && granularity is not (OffloadGranularity.Block or OffloadGranularity.Phase))
        {
            reader.Problem("lazy_load", "false, or cpu_offload true with offload_granularity block or phase");
        }

        if (lazy)
        {
            reader.Note("lazy_load", "is not executed: blocks are read into host memory while loading; values do not change.");
        }

        var unload = reader.Flag("unload_modules", false);
        if (unload)
        {
            reader.Note("unload_modules", "frees text encoder and VAE after their stages; the experts stay as cpu_offload and offload_granularity say.");
        }

        return new()
        {
            Dit = granularity,
            TextEncoder = reader.Flag("t5_cpu_offload", offload),
            Vae = reader.Flag("vae_cpu_offload", offload),
            LazyLoad = lazy,
            UnloadModules = unload,
            DiskWorkers = reader.Optional("num_disk_workers", 1) ?? 4,
        };
    }

    private static OffloadGranularity ReadGranularity(ConfigReader reader, QuantScheme quant, bool offload)
    {
        var gguf = quant.Family == QuantFamily.Gguf;
        var name = reader.Choice("offload_granularity", gguf ? "model" : "block", "model", "block", "phase");
        if (!offload)
        {
            return OffloadGranularity.None;
        }

        if (!reader.Has("offload_granularity"))
        {
            reader.Note("offload_granularity", $"absent with cpu_offload; taken as {name}.");
        }

        if (gguf && name != "model")
        {
            reader.Problem("offload_granularity", "\"model\" with a GGUF scheme (its blocks differ in type and size, so they fit no common buffer)");
        }

        return name switch { "model" => OffloadGranularity.Model, "block" => OffloadGranularity.Block, _ => OffloadGranularity.Phase };
    }
}
