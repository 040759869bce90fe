using TorchSharp;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Measuring;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.Cli.Bench;

/// <summary>What is measured where: the networks of a preset, full-size or those of the tiny model.</summary>
/// <param name="Device">Where everything runs.</param>
/// <param name="Size">Of the video.</param>
/// <param name="Runs">Timed runs of each row.</param>
/// <param name="Layers">DiT blocks; null for as many as the model has.</param>
internal sealed record BenchSetup(Device Device, BenchPreset Size, int Runs, int? Layers)
{
    /// <summary>Whether the device is a GPU.</summary>
    public bool Gpu => Device.type == DeviceType.CUDA;

    /// <summary>Whether the networks have the released sizes.</summary>
    public bool Full => Size.Name != "tiny";

    /// <summary>What networks compute in.</summary>
    public ScalarType Dtype => Gpu ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>The DiT.</summary>
    public WanDitConfig Dit
    {
        get
        {
            var config = Full ? WanDitConfig.I2VA14B : TinyModelFolder.Dit;
            return Layers is { } count ? config with { NumLayers = count } : config;
        }
    }

    /// <summary>The text encoder.</summary>
    public Umt5Config TextEncoder => Full ? Umt5Config.Xxl : TinyModelFolder.TextEncoder;

    /// <summary>The VAE.</summary>
    public WanVaeConfig Vae => Full ? WanVaeConfig.Wan21 : TinyModelFolder.Vae;

    /// <summary>Ceilings of the device at this size, with the rows that they were measured by.</summary>
    public (Ceilings Ceilings, IReadOnlyList<BenchRow> Rows) MeasureCeilings() =>
        Ceilings.Measure(Device, Size, Gpu ? Attentions.OnCuda() : [new TorchSdpaAttention()]);

    /// <summary>The inner matrix of the feed-forward layers, [outputs, inputs].</summary>
    public (long Outputs, long Inputs) Matrix => Full ? (13824, 5120) : (256, 256);
}
