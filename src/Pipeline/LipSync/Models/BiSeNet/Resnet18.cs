using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.BiSeNet;

/// <summary>The backbone, without its classifier. Source: face-parsing.PyTorch resnet.py Resnet18.</summary>
internal sealed class Resnet18 : IDisposable
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly List<BasicBlock[]> layers = [];

    public Resnet18(ParameterScope p, BiSeNetConfig config)
    {
        var inputs = config.Width(64);
        conv1 = new(p["conv1"], 3, inputs, 7, stride: 2, bias: false);
        bn1 = new(p["bn1"], inputs);
        for (var i = 0; i < 4; i++)
        {
            var outputs = config.Width(64L << i);
            var layer = p[$"layer{i + 1}"];
            layers.Add([new(layer[0], inputs, outputs, i == 0 ? 1 : 2), new(layer[1], outputs, outputs, 1)]);
            inputs = outputs;
        }
    }

    /// <summary>[B, 3, H, W] to the features at 1/8, 1/16 and 1/32 of the size.</summary>
    public (Tensor Eighth, Tensor Sixteenth, Tensor ThirtySecond) Forward(Tensor x, Tap tap)
    {
        x = tap.Pass("conv1", conv1.Forward(x)); // [B, 64, H/2, W/2]
        x = F.relu(bn1.Forward(x));
        x = tap.Pass("maxpool", F.max_pool2d(x, 3, stride: 2, padding: 1)); // [B, 64, H/4, W/4]
        var features = new Tensor[layers.Count];
        for (var i = 0; i < layers.Count; i++)
        {
            x = layers[i][1].Forward(layers[i][0].Forward(x)); // [B, 64*2^i, H/2^(i+2), W/2^(i+2)]
            features[i] = x = tap.Pass($"layer{i + 1}", x);
        }

        return (features[1], features[2], features[3]);
    }

    public void Dispose()
    {
        conv1.Dispose();
        bn1.Dispose();
        layers.SelectMany(layer => layer).DisposeAll();
    }
}
