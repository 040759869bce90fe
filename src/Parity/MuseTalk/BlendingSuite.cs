using System.Text.Json.Nodes;
using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Imaging;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>Masks, crop squares, compositing and boxes from landmarks, byte for byte.</summary>
internal sealed class BlendingSuite : IMuseTalkSuite
{
    public string Case => "blending";

    public void Run(MuseTalkCase c)
    {
        var (left, right) = (c.Hyper["left_cheek_width"]!.GetValue<int>(), c.Hyper["right_cheek_width"]!.GetValue<int>());
        RunKernels(c, left, right);
        RunMasks(c, left, right);
        if (c.Lists("crop_box_table"))
        {
            RunCropBoxes(c);
        }

        foreach (var (name, node) in c.Hyper["cases"]!.AsObject().Where(e => c.Lists(e.Key + ".frame")))
        {
            RunCase(c, name, node!, left, right);
        }

        if (c.Lists("landmarks.keypoints"))
        {
            RunLandmarks(c);
        }
    }

    private static void RunKernels(MuseTalkCase c, int left, int right)
    {
        if (c.Lists("dilate_kernel"))
        {
            c.Exact("dilate_kernel", JawMorphology.DilateKernel());
        }

        if (c.Lists("cheek_kernel"))
        {
            c.Exact("cheek_kernel", JawMorphology.ErodeKernel());
        }

        if (c.Lists("cheek_mask_row"))
        {
            var row = Enumerable.Range(0, ParsingMask.Side).Select(x => ParsingMask.IsCheek(x, left, right) ? (byte)255 : (byte)0).ToArray();
            c.Exact("cheek_mask_row", tensor(row, ScalarType.Byte));
        }
    }

    private static void RunMasks(MuseTalkCase c, int left, int right)
    {
        foreach (var name in c.Names("mask512_", ""))
        {
            var parts = name.Split('_');
            c.Exact("mask512_" + name, ParsingMask.Of(c.Image("labels_" + parts[0]), Mode(parts[1]), left, right));
        }

        foreach (var labels in c.Names("jaw_", ".merged"))
        {
            var (dilated, eroded, merged) = ParsingMask.JawSteps(c.Image("labels_" + labels), left, right);
            c.Exact($"jaw_{labels}.dilated", dilated);
            c.Exact($"jaw_{labels}.eroded", eroded);
            c.Exact($"jaw_{labels}.merged", merged);
        }
    }

    private static void RunCropBoxes(MuseTalkCase c)
    {
        var table = c.Input("crop_box_table");
        var got = table.clone();
        for (var i = 0; i < table.shape[0]; i++)
        {
            var r = table[i].data<double>().ToArray();
            var (box, half) = CropSquare.Of(new((int)r[0], (int)r[1], (int)r[2], (int)r[3]), r[4]);
            got[i] = tensor(new double[] { r[0], r[1], r[2], r[3], r[4], box.Left, box.Top, box.Right, box.Bottom, half });
        }

        c.Exact("crop_box_table", got);
    }

    private static void RunCase(MuseTalkCase c, string name, JsonNode node, int left, int right)
    {
        var frame = c.Image(name + ".frame"); // BGR: blending treats channels alike
        var generated = c.Image(name + ".generated");
        var labels = c.Image("labels_" + node["labels"]!.GetValue<string>());
        var f = c.Integers(name + ".face_box");
        var face = new FaceBox(f[0], f[1], f[2], f[3]);
        var expand = c.Hyper["expand"]!.GetValue<double>();
        c.Exact(name + ".face", CvResize.Linear(generated, face.Height, face.Width));
        var (square, half) = CropSquare.Of(face, expand);
        c.Exact(name + ".crop_box", tensor(new[] { square.Left, square.Top, square.Right, square.Bottom, half }));
        RunParserInput(c, name, BgrImages.Flip(PillowPaste.Crop(frame, square)));
        foreach (var mode in node["modes"]!.AsArray().Select(m => m!.GetValue<string>()).Where(m => c.Lists($"{name}.{m}.out")))
        {
            var mask512 = ParsingMask.Of(labels, Mode(mode), left, right);
            var options = new BlendOptions { Mode = Mode(mode), LeftCheek = left, RightCheek = right, Expand = expand, UpperBoundary = c.Hyper["upper_boundary_ratio"]!.GetValue<double>() };
            var mask = BlendMask.Of(mask512, face, options);
            c.Exact($"{name}.{mode}.seg", mask.Resized);
            c.Exact($"{name}.{mode}.mask_before_blur", mask.BeforeBlur);
            c.Exact($"{name}.{mode}.mask", mask.Mask);
            c.Exact($"{name}.{mode}.out", Compositor.Compose(frame, generated, face, mask.OverFace(face)));
            if (c.Lists($"{name}.{mode}.rt_mask"))
            {
                mask = BlendMask.Of(mask512, face, options with { BlurFactor = 0.1 });
                c.Exact($"{name}.{mode}.rt_mask", mask.Mask);
                c.Exact($"{name}.{mode}.rt_out", Compositor.Compose(frame, generated, face, mask.OverFace(face)));
            }
        }
    }

    private static void RunParserInput(MuseTalkCase c, string name, ByteImage crop)
    {
        c.Exact(name + ".face_large", crop);
        var enlarged = FaceParser.Enlarge(crop);
        c.Exact(name + ".parser_in_rows", enlarged.ToTensor().slice(0, 0, ParsingMask.Side, 32)); // rows 0, 32, ..
        c.Compare(name + ".parser_in_norm", FaceParser.Normalised(enlarged, CPU)[0], 1e-6); // one fp32 division and subtraction
    }

    private static void RunLandmarks(MuseTalkCase c)
    {
        var keypoints = c.Input("landmarks.keypoints"); // [frames, 133, 2]
        var detected = c.Integers("landmarks.detector_boxes").Chunk(4).Select(b => b[0] < 0 ? (FaceBox?)null : new(b[0], b[1], b[2], b[3])).ToArray();
        foreach (var shift in c.Names("landmarks.coords_shift", ""))
        {
            var by = int.Parse(shift, System.Globalization.CultureInfo.InvariantCulture);
            var boxes = detected.Select((d, i) => LandmarkBox.Of(FaceLandmarks.OfWholeBody(keypoints[i]), d, by) ?? default);
            c.Exact("landmarks.coords_shift" + shift, tensor(boxes.SelectMany(b => new[] { b.Left, b.Top, b.Right, b.Bottom }).ToArray()).view(-1, 4));
        }
    }

    private static ParsingMode Mode(string name) => Enum.Parse<ParsingMode>(name, ignoreCase: true);
}
