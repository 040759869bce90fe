using System.Globalization;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Configuration.Application;
using Workbench.Pipeline.Hub.Models;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Running.Weights;

/// <summary>
/// A model without files: parameters of the released sizes (or the tiny ones) made on the device from a seed, equal on every device, so that full-size
/// runs, measurements and goldens need no download. Values are those of a bf16 file (the VAE's of an fp32 one), whatever dtype computes. Its videos are noise. Sizes that the configuration gives (<c>num_layers</c>, ...) beat the model's.
/// </summary>
/// <param name="sizes">a14b or tiny.</param>
/// <param name="seed">Another seed gives another model.</param>
public sealed class SeededWeights(string sizes, long seed) : IModelWeights
{
    /// <summary>What model names of this kind begin with.</summary>
    public const string Prefix = "seeded:";

    private readonly bool full = sizes == "a14b";

    /// <summary>Whether the sizes are the tiny model's, so that its configuration fits.</summary>
    public bool Tiny => !full;

    public string TokenizerFolder => Path.Combine(DefaultModel.Folder(), "google", "umt5-xxl");

    public ModelFiles? Files => null;

    public IReadOnlyList<LoraSpec> Loras => [];

    /// <summary>Reads <c>seeded:a14b</c>, <c>seeded:tiny</c>, either with <c>@SEED</c> behind it (any case); null for any other text.</summary>
    public static SeededWeights? TryParse(string? model)
    {
        if (model is null || !model.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var parts = model[Prefix.Length..].ToLowerInvariant().Split('@');
        var seed = 0L;
        return parts.Length <= 2 && parts[0] is "a14b" or "tiny" && (parts.Length == 1 || long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out seed))
            ? new(parts[0], seed)
            : null;
    }

    public OpenWeights<Umt5Config> TextEncoder(Device device)
    {
        var encoder = full ? Umt5Config.Xxl : TinyModelFolder.TextEncoder;
        return Seeded(encoder, new SeededParameters(seed + 3, device, stored: ScalarType.BFloat16, gain: encoder.RandomGain), "text encoder");
    }

    public OpenWeights<WanVaeConfig> Vae(Device device) =>
        Seeded(full ? WanVaeConfig.Wan21 : TinyModelFolder.Vae, new SeededParameters(seed + 4, device), "VAE");

    public OpenWeights<WanDitConfig> Expert(Expert expert, PipelineConfig config, Fp8Options fp8, Device device, bool staged)
    {
        ArgumentNullException.ThrowIfNull(config);
        var given = config.Network;
        var model = full ? WanDitConfig.I2VA14B : TinyModelFolder.Dit;
        var dit = model with
        {
            Dim = given.Dim ?? model.Dim,
            FfnDim = given.FfnDim ?? model.FfnDim,
            NumHeads = given.Heads ?? model.NumHeads,
            NumLayers = given.Layers ?? model.NumLayers,
            TextLen = config.TextLength,
        };
        var high = expert == Models.WanDit.Expert.High;
        return Seeded(dit, new SeededParameters(seed + (high ? 1 : 2), device, SeededFlavours.Of(config.Quant, fp8), ScalarType.BFloat16), $"{(high ? "high" : "low")}-noise expert, {config.Quant.Name}");
    }

    public string Fingerprint(ModelNetwork network) => $"seeded {sizes} {seed.ToString(CultureInfo.InvariantCulture)}";

    private OpenWeights<TConfig> Seeded<TConfig>(TConfig config, IParameterSource source, string what) =>
        new() { Origin = $"{what}: seeded {sizes}, seed {seed.ToString(CultureInfo.InvariantCulture)}", Config = config, Source = source };
}
