using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>Video chunks to latent moments. Source: Encoder3d in vae2_1.py.</summary>
internal sealed class Encoder : IDisposable
{
    private readonly CausalConv3d conv1;
    private readonly LayerStack downsamples;
    private readonly LayerStack middle;
    private readonly VaeHead head;

    public Encoder(ParameterScope parameters, WanVaeConfig config, IVaeKernels kernels)
    {
        long channels = config.Dim;
        conv1 = new(parameters["conv1"], WanVae.PixelChannels, channels, (3, 3), kernels);
        downsamples = new("downsamples", Stages(parameters["downsamples"], config, kernels, ref channels));
        middle = Middle.Of(parameters["middle"], channels, kernels);
        head = new(parameters["head"], channels, 2 * config.LatentChannels, kernels);
    }

    /// <summary>The next chunk x [b, 3, t, H, W] (t = 1, then the temporal stride) to [b, 2z, 1, h, w].</summary>
    /// <param name="x">The chunk.</param>
    /// <param name="cache">Histories of the run.</param>
    /// <param name="tap">Place of the chunk; a listener is shown everything, computed.</param>
    /// <param name="steady">Of a run that says which chunks are equal; else null.</param>
    public Tensor Forward(Tensor x, FeatureCache cache, Tap tap, SteadyState? steady = null)
    {
        using var scope = NewDisposeScope();
        var y = steady is null || tap.Listening
            ? downsamples.Forward(tap.Pass("conv1", conv1.Forward(x, cache, tap["conv1"])), cache, tap)                         // [b, dim, t, H, W], then
            : downsamples.Forward(() => conv1.Forward(x, cache, default), (conv1.Depth(x.shape[2]), x.shape[2]), cache, steady); // [b, C, 1, h, w]
        y = middle.Forward(y, cache, tap);                                // [b, C, 1, h, w]
        y = tap.Pass("head", head.Forward(y, cache, tap));                // [b, 2z, 1, h, w]
        return y.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        conv1.Dispose();
        downsamples.Dispose();
        middle.Dispose();
        head.Dispose();
    }

    private static List<IVaeLayer> Stages(ParameterScope parameters, WanVaeConfig config, IVaeKernels kernels, ref long channels)
    {
        var layers = new List<IVaeLayer>();
        var scale = 1.0;
        for (var stage = 0; stage < config.Multipliers.Count; stage++)
        {
            long outputs = config.Dim * config.Multipliers[stage];
            for (var block = 0; block < config.ResidualBlocks; block++)
            {
                layers.Add(new ResidualBlock(parameters[layers.Count], channels, outputs, kernels));
                channels = outputs;
                if (config.AttentionScales.Contains(scale))
                {
                    layers.Add(new AttentionBlock(parameters[layers.Count], channels, kernels));
                }
            }

            if (stage < config.TemporalDownsample.Count)
            {
                layers.Add(new Downsample(parameters[layers.Count], channels, config.TemporalDownsample[stage], kernels));
                scale /= 2;
            }
        }

        return layers;
    }
}
