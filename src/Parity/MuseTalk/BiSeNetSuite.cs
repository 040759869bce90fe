using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Models.BiSeNet;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>Face parsing network.</summary>
internal sealed class BiSeNetSuite : IMuseTalkSuite
{
    public string Case => "bisenet";

    public void Run(MuseTalkCase c)
    {
        var config = new BiSeNetConfig(c.Hyper["n_classes"]!.GetValue<long>(), c.Hyper["width_divisor"]!.GetValue<long>());
        using var network = c.Network("bisenet", p => new BiSeNetNetwork(p, config), ScalarType.Float32);
        if (c.Lists("input"))
        {
            using var taps = new RecordedTaps(c.Names("tap.", ""));
            var (main, context8, context16) = network.ForwardAll(c.Input("input").to(c.Device), taps.Tap);
            taps.CompareAll(c, "tap.");
            c.Compare("out", main);
            c.Compare("out16", context8);
            c.Compare("out32", context16);
            c.Labels("argmax", main.argmax(1)[0].to(ScalarType.Byte));
        }

        if (c.Lists("in512_rgb_by8"))
        {
            var small = c.Input("in512_rgb_by8");
            var image = ByteImage.FromTensor(small.repeat_interleave(ParsingMask.Side / small.shape[0], 0).repeat_interleave(ParsingMask.Side / small.shape[1], 1));
            var input = FaceParser.Normalised(image, c.Device);
            c.Compare("in512_normalised", input, 1e-5);
            var logits = network.Forward(input, default);
            c.Compare("out512", logits);
            c.Labels("argmax512", logits.argmax(1)[0].to(ScalarType.Byte));
        }
    }
}
