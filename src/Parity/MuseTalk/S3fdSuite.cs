using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Models.S3fd;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>Face detector: network, decoding, suppression.</summary>
internal sealed class S3fdSuite : IMuseTalkSuite
{
    public string Case => "s3fd";

    public void Run(MuseTalkCase c)
    {
        if (c.Lists("image_bgr"))
        {
            RunNetwork(c);
        }

        if (c.Lists("decode.loc"))
        {
            c.Compare("decode.boxes", S3fdBoxes.Decode(c.Input("decode.loc"), c.Input("decode.priors")));
        }

        if (c.Lists("nms.dets"))
        {
            var boxes = Boxes(c.Input("nms.dets"));
            foreach (var percent in c.Names("nms.keep_", ""))
            {
                var threshold = int.Parse(percent, System.Globalization.CultureInfo.InvariantCulture) / 100f;
                c.Exact("nms.keep_" + percent, tensor(NonMaximumSuppression.Keep(boxes, threshold).ToArray()));
            }
        }
    }

    private static void RunNetwork(MuseTalkCase c)
    {
        var config = new S3fdConfig(c.Hyper["width_divisor"]!.GetValue<long>());
        using var network = c.Network("s3fd", p => new S3fdNetwork(p, config), ScalarType.Float32);
        var rgb = BgrImages.Flip(c.Image("image_bgr"));
        var input = S3fdDetector.Input(rgb, c.Device);
        c.Exact("net_in", input);
        using var taps = new RecordedTaps(c.Names("tap.", ""));
        var maps = network.Forward(input, taps.Tap);
        taps.CompareAll(c, "tap.");
        for (var i = 0; i < maps.Count; i++)
        {
            c.Compare($"cls{i + 1}", maps[i].Classes);
            c.Compare($"reg{i + 1}", maps[i].Offsets);
        }

        var candidates = S3fdBoxes.Candidates(maps);
        c.Compare("candidates", Rows(candidates));
        c.Exact("nms_keep", tensor(NonMaximumSuppression.Keep(candidates, S3fdDetector.NmsThreshold).ToArray()));
        var faces = new S3fdDetector(network, c.Device).Detect(rgb);
        c.Compare("detections", Rows(faces));
        var first = S3fdLocator.PixelBox(faces[0]);
        c.Exact("first_box", tensor(new[] { first.Left, first.Top, first.Right, first.Bottom }));
    }

    private static Tensor Rows(IReadOnlyList<ScoredBox> boxes) =>
        tensor(boxes.SelectMany(b => new[] { b.Left, b.Top, b.Right, b.Bottom, b.Score }).ToArray()).view(boxes.Count, 5);

    private static ScoredBox[] Boxes(Tensor rows) =>
        [.. rows.data<float>().ToArray().Chunk(5).Select(r => new ScoredBox(r[0], r[1], r[2], r[3], r[4]))];
}
