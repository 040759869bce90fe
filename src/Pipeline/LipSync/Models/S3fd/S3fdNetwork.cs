using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.S3fd;

/// <summary>
/// Single-shot scale-invariant face detector over VGG-16. Source: face-alignment detection/sfd/net_s3fd.py.
/// Cost at 720x1280: about 570 GFLOP; runs once per base frame.
/// </summary>
public sealed class S3fdNetwork : IDisposable
{
    /// <summary>Convolutions of the five VGG stages.</summary>
    private static readonly int[] Depths = [2, 2, 3, 3, 3];

    private readonly List<Conv2d[]> stages = [];
    private readonly Conv2d fc6;
    private readonly Conv2d fc7;
    private readonly Conv2d conv61;
    private readonly Conv2d conv62;
    private readonly Conv2d conv71;
    private readonly Conv2d conv72;
    private readonly L2Norm[] norms;
    private readonly (Conv2d Confidence, Conv2d Location)[] heads;

    public S3fdNetwork(ParameterScope p, S3fdConfig config)
    {
        Config = config;
        var inputs = 3L;
        for (var i = 0; i < Depths.Length; i++)
        {
            var outputs = config.Width(Math.Min(64L << i, 512));
            var first = inputs;
            stages.Add([.. Enumerable.Range(0, Depths[i]).Select(j => new Conv2d(p[$"conv{i + 1}_{j + 1}"], j == 0 ? first : outputs, outputs, 3))]);
            inputs = outputs;
        }

        // Padding 3 without dilation, as upstream has it: the map grows by four.
        fc6 = new(p["fc6"], config.Width(512), config.Width(1024), 3, padding: 3);
        fc7 = new(p["fc7"], config.Width(1024), config.Width(1024), 1);
        conv61 = new(p["conv6_1"], config.Width(1024), config.Width(256), 1);
        conv62 = new(p["conv6_2"], config.Width(256), config.Width(512), 3, stride: 2);
        conv71 = new(p["conv7_1"], config.Width(512), config.Width(128), 1);
        conv72 = new(p["conv7_2"], config.Width(128), config.Width(256), 3, stride: 2);
        norms = [new(p["conv3_3_norm"], config.Width(256)), new(p["conv4_3_norm"], config.Width(512)), new(p["conv5_3_norm"], config.Width(512))];
        (string Source, long Width, long Classes)[] levels =
            [("conv3_3_norm", 256, 4), ("conv4_3_norm", 512, 2), ("conv5_3_norm", 512, 2), ("fc7", 1024, 2), ("conv6_2", 512, 2), ("conv7_2", 256, 2)];
        heads = [.. levels.Select(l => (
            new Conv2d(p[l.Source + "_mbox_conf"], config.Width(l.Width), l.Classes, 3),
            new Conv2d(p[l.Source + "_mbox_loc"], config.Width(l.Width), 4, 3)))];
    }

    /// <summary>Sizes.</summary>
    public S3fdConfig Config { get; }

    /// <summary>Class and box maps at six scales, strides 4, 8, 16, 32, 64, 128.</summary>
    /// <param name="image">[B, 3, H, W] fp32: RGB 0..255 less (104, 117, 123); any size.</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <returns>Per scale: logits [B, 2, h, w] (background, face) and offsets [B, 4, h, w].</returns>
    public IReadOnlyList<(Tensor Classes, Tensor Offsets)> Forward(Tensor image, Tap tap)
    {
        using var scope = NewDisposeScope();
        var x = image;
        var sources = new List<Tensor>(); // what the heads look at
        for (var i = 0; i < stages.Count; i++)
        {
            foreach (var conv in stages[i])
            {
                x = F.relu(conv.Forward(x)); // [B, 64*2^i, H/2^i, W/2^i], at most 512 channels
            }

            if (i >= 2)
            {
                sources.Add(tap.Pass($"conv{i + 1}_3_norm", norms[i - 2].Forward(x)));
            }

            x = F.max_pool2d(x, 2, stride: 2);
        }

        x = F.relu(fc6.Forward(x)); // [B, 1024, H/32+4, W/32+4]
        sources.Add(x = F.relu(tap.Pass("fc7", fc7.Forward(x))));
        x = F.relu(conv61.Forward(x));
        sources.Add(x = F.relu(tap.Pass("conv6_2", conv62.Forward(x)))); // [B, 512, half, half]
        x = F.relu(conv71.Forward(x));
        sources.Add(F.relu(tap.Pass("conv7_2", conv72.Forward(x)))); // [B, 256, quarter, quarter]
        return [.. sources.Select((s, i) => Head(s, i, tap))];
    }

    private (Tensor Classes, Tensor Offsets) Head(Tensor x, int level, Tap tap)
    {
        var classes = heads[level].Confidence.Forward(x); // [B, 2, h, w]; the first level has 4
        if (classes.shape[1] == 4)
        {
            // Max-out: the strongest of three backgrounds.
            classes = cat([classes.narrow(1, 0, 3).amax([1], keepdim: true), classes.narrow(1, 3, 1)], 1);
        }

        return (tap.Pass($"cls{level + 1}", classes).MoveToOuterDisposeScope(), tap.Pass($"reg{level + 1}", heads[level].Location.Forward(x)).MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        stages.SelectMany(stage => stage).DisposeAll();
        new[] { fc6, fc7, conv61, conv62, conv71, conv72 }.DisposeAll();
        norms.DisposeAll();
        foreach (var (confidence, location) in heads)
        {
            confidence.Dispose();
            location.Dispose();
        }
    }
}
