using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Configuration.Application;
using Workbench.Pipeline.Hub.Models;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Models.WanVae;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Running.Weights;

/// <summary>Where the networks of a model get their parameters: files, or a seed.</summary>
public interface IModelWeights
{
    /// <summary>Folder with tokenizer.json or spiece.model.</summary>
    string TokenizerFolder { get; }

    /// <summary>The files, where there are any.</summary>
    ModelFiles? Files { get; }

    /// <summary>LoRAs that the configuration names, as files that were found.</summary>
    IReadOnlyList<LoraSpec> Loras { get; }

    /// <summary>The text encoder.</summary>
    OpenWeights<Umt5Config> TextEncoder(Device device);

    /// <summary>The VAE.</summary>
    OpenWeights<WanVaeConfig> Vae(Device device);

    /// <summary>One expert.</summary>
    /// <param name="expert">Which.</param>
    /// <param name="config">Sizes that the configuration gives, quantisation scheme and text length.</param>
    /// <param name="fp8">How fp8 layers compute.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="staged">Whether the caller moves parameters to the device itself, so that they may be handed out wherever that is cheapest.</param>
    OpenWeights<WanDitConfig> Expert(Expert expert, PipelineConfig config, Fp8Options fp8, Device device, bool staged);

    /// <summary>Text that tells these parameters of a network from any others.</summary>
    /// <param name="network">Which.</param>
    string Fingerprint(ModelNetwork network);
}
