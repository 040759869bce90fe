using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>Latent frames to video chunks. Source: Decoder3d in vae2_1.py.</summary>
internal sealed class Decoder : IDisposable
{
    private readonly CausalConv3d conv1;
    private readonly LayerStack middle;
    private readonly LayerStack upsamples;
    private readonly VaeHead head;

    public Decoder(ParameterScope parameters, WanVaeConfig config, IVaeKernels kernels)
    {
        long channels = config.Dim * config.Multipliers[^1];
        conv1 = new(parameters["conv1"], config.LatentChannels, channels, (3, 3), kernels);
        middle = Middle.Of(parameters["middle"], channels, kernels);
        upsamples = new("upsamples", Stages(parameters["upsamples"], config, kernels, ref channels));
        head = new(parameters["head"], channels, WanVae.PixelChannels, kernels);
    }

    /// <summary>The next latent frame z [b, z, 1, h, w] to [b, 3, t, H, W]: one frame the first time, then the temporal stride.</summary>
    public Tensor Forward(Tensor z, FeatureCache cache, Tap tap)
    {
        using var scope = NewDisposeScope();
        var y = tap.Pass("conv1", conv1.Forward(z, cache, tap["conv1"])); // [b, C, 1, h, w]
        y = middle.Forward(y, cache, tap);                                // [b, C, 1, h, w]
        y = upsamples.Forward(y, cache, tap);                             // [b, dim, t, H, W]
        y = tap.Pass("head", head.Forward(y, cache, tap));                // [b, 3, t, H, W]
        return y.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        conv1.Dispose();
        middle.Dispose();
        upsamples.Dispose();
        head.Dispose();
    }

    private static List<IVaeLayer> Stages(ParameterScope parameters, WanVaeConfig config, IVaeKernels kernels, ref long channels)
    {
        var layers = new List<IVaeLayer>();
        var stages = config.Multipliers.Count;
        var scale = Math.Pow(0.5, stages - 2); // upstream's own start value, one step above the true scale
        for (var stage = 0; stage < stages; stage++)
        {
            long outputs = config.Dim * config.Multipliers[stages - 1 - stage];
            for (var block = 0; block < config.ResidualBlocks + 1; block++)
            {
                layers.Add(new ResidualBlock(parameters[layers.Count], channels, outputs, kernels));
                channels = outputs;
                if (config.AttentionScales.Contains(scale))
                {
                    layers.Add(new AttentionBlock(parameters[layers.Count], channels, kernels));
                }
            }

            if (stage < stages - 1)
            {
                layers.Add(new Upsample(parameters[layers.Count], channels, config.TemporalDownsample[stages - 2 - stage], kernels));
                channels /= 2;
                scale *= 2;
            }
        }

        return layers;
    }
}
