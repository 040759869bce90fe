using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Media;
using Workbench.Pipeline.Stages.ImageEncode;
using static TorchSharp.torch;

namespace Workbench.Parity;

/// <summary>The image side: the picture file, the size rules, the first frame, the mask, and the conditioning tensor.</summary>
public sealed class MaskYParity : IParitySuite
{
    private const string Picture = "image.png";

    public string Case => "mask_y";

    public int Stage => 11;

    public void Run(ParityContext context)
    {
        if (context.Oracle.Has(Picture))
        {
            context.Exact("image_u8", ImageReader.Read(context.Oracle.At(Picture), applyOrientation: false));
        }

        context.Exact("sizes", Sizes(context.Expected("sizes").cpu()));

        using var vae = VaeOracle.Load(context);
        var limit = VaeOracle.Limit(context);
        var request = context.Oracle.Manifest["hyper"]!["e2e"]!;
        using var inputs = new ImageEncodeInputs
        {
            Image = context.Expected("image_u8"),
            Frames = (long)request["frames"]!,
            TargetHeight = (long)request["area"]!, // only the product counts
            TargetWidth = 1,
        };
        var stage = new ImageEncodeStage(vae, new() { OutputDtype = context.Dtypes.Compute });
        using var outputs = stage.Run(inputs, cancellation: context.Cancellation);
        context.Compare("first_frame", outputs.FirstFrame, 1e-5); // fp32 on the CPU whatever the VAE runs in
        context.Compare("latent", outputs.Latent, limit);
        context.Exact("msk", outputs.Mask);
        // y is rounded once to the compute dtype: bf16 keeps 8 bits, 2e-3 in the mean square.
        context.Compare("y", outputs.Y, context.Strict ? limit : Math.Max(limit, 4e-3));
    }

    /// <summary>The table again, from its first three columns: image height, image width, area; then h and w by four rules.</summary>
    private static Tensor Sizes(Tensor expected)
    {
        var (rows, columns) = (expected.shape[0], expected.shape[1]);
        var table = expected.data<long>().ToArray();
        var sizes = new List<long>();
        for (long row = 0; row < rows; row++)
        {
            var (height, width, area) = (table[row * columns], table[row * columns + 1], table[row * columns + 2]);
            var byArea = SizeGrid.Wan.ForArea(height, width, area); // official and LightX2V agree
            var at480 = Adaptive(height, width, "480p");
            var at720 = Adaptive(height, width, "720p");
            sizes.AddRange([height, width, area, byArea.LatentHeight, byArea.LatentWidth, byArea.LatentHeight, byArea.LatentWidth]);
            sizes.AddRange([at480.LatentHeight, at480.LatentWidth, at720.LatentHeight, at720.LatentWidth]);
        }

        return tensor(sizes.ToArray()).reshape(rows, -1);
    }

    private static VideoSize Adaptive(long height, long width, string resolution) =>
        SizeGrid.Wan.ForResize(height, width, new() { Mode = ResizeMode.Adaptive, Resolution = resolution });
}
