using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Pipeline.LipSync.Imaging;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>Resizing, blurring, pasting and cropping, byte for byte.</summary>
internal sealed partial class ImageOpsSuite : IMuseTalkSuite
{
    [GeneratedRegex(@"-?\d+")]
    private static partial Regex Number { get; }

    public string Case => "image_ops";

    public void Run(MuseTalkCase c)
    {
        foreach (var name in c.Names("", ".in"))
        {
            var image = c.Image(name + ".in");
            foreach (var op in c.Names(name + ".", "").Where(op => op != "in"))
            {
                RunOne(c, $"{name}.{op}", op, image);
            }
        }

        if (c.Lists("paste.dst"))
        {
            RunPaste(c);
        }
    }

    private static void RunOne(MuseTalkCase c, string name, string op, ByteImage image)
    {
        var size = c.Input(name).shape;
        var (height, width) = ((int)size[0], (int)(size.Length > 1 ? size[1] : 1));
        if (op.StartsWith("kernel", StringComparison.Ordinal))
        {
            c.Compare(name, from_array(GaussianBlur.Kernel(height)), 1e-9);
            return;
        }

        c.Exact(name, op switch
        {
            "lanczos4" => CvResize.Lanczos4(image, height, width),
            "linear" => CvResize.Linear(image, height, width),
            "bilinear" => PillowResize.Resize(image, height, width, PillowFilter.Bilinear),
            "bicubic" => PillowResize.Resize(image, height, width, PillowFilter.Bicubic),
            "lanczos" => PillowResize.Resize(image, height, width, PillowFilter.Lanczos),
            "default_L" => PillowResize.Resize(FirstChannel(image), height, width, PillowFilter.Bicubic),
            _ when op.StartsWith('k') => GaussianBlur.Apply(image, int.Parse(op[1..], CultureInfo.InvariantCulture)),
            _ => throw new InvalidOperationException($"{name}: unknown image operation '{op}'."),
        });
    }

    private static void RunPaste(MuseTalkCase c)
    {
        var (target, source, mask) = (c.Image("paste.dst"), c.Image("paste.src"), c.Image("paste.mask"));
        foreach (var i in c.Names("paste.out", ""))
        {
            var at = Numbers(c.Meaning("paste.out" + i));
            var result = target.Clone();
            PillowPaste.Paste(result, source, at[0], at[1], mask);
            c.Exact("paste.out" + i, result);
        }

        foreach (var i in c.Names("crop.out", ""))
        {
            var box = Numbers(c.Meaning("crop.out" + i));
            c.Exact("crop.out" + i, PillowPaste.Crop(target, new(box[0], box[1], box[2], box[3])));
        }
    }

    private static int[] Numbers(string text) => [.. Number.Matches(text).Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture))];

    private static ByteImage FirstChannel(ByteImage image) =>
        new(image.Height, image.Width, 1, [.. image.Pixels.Where((_, i) => i % image.Channels == 0)]);
}
