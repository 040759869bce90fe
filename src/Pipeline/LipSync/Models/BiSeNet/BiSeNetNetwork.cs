using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.BiSeNet;

/// <summary>
/// Face parsing into 19 classes. Source: zllrunning/face-parsing.PyTorch model.py BiSeNet (79999_iter.pth).
/// Cost at 512x512: about 30 GFLOP; runs once per base frame.
/// </summary>
public sealed class BiSeNetNetwork : IDisposable
{
    private readonly ContextPath cp;
    private readonly FeatureFusion ffm;
    private readonly OutputHead convOut;
    private readonly OutputHead convOut16;
    private readonly OutputHead convOut32;

    public BiSeNetNetwork(ParameterScope p, BiSeNetConfig config)
    {
        Config = config;
        cp = new(p["cp"], config);
        ffm = new(p["ffm"], config.Width(256));
        convOut = new(p["conv_out"], config.Width(256), config.Width(256), config.Classes);
        convOut16 = new(p["conv_out16"], config.Width(128), config.Width(64), config.Classes);
        convOut32 = new(p["conv_out32"], config.Width(128), config.Width(64), config.Classes);
    }

    /// <summary>Sizes.</summary>
    public BiSeNetConfig Config { get; }

    /// <summary>Logits of every class.</summary>
    /// <param name="image">[B, 3, H, W]: RGB/255, normalised with ImageNet's mean and standard deviation; H and W multiples of 32.</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <returns>[B, classes, H, W].</returns>
    public Tensor Forward(Tensor image, Tap tap)
    {
        using var scope = NewDisposeScope();
        var (feature8, context8, _) = cp.Forward(image, tap["cp"]);
        return Main(feature8, context8, image, tap).MoveToOuterDisposeScope();
    }

    /// <summary>The main logits and those of the two training heads (on context at 1/8 and 1/16), each [B, classes, H, W].</summary>
    public (Tensor Main, Tensor Context8, Tensor Context16) ForwardAll(Tensor image, Tap tap)
    {
        using var scope = NewDisposeScope();
        var (feature8, context8, context16) = cp.Forward(image, tap["cp"]);
        var main = Main(feature8, context8, image, tap);
        var second = Enlarge(tap.Pass("conv_out16", convOut16.Forward(context8)), image);
        var third = Enlarge(tap.Pass("conv_out32", convOut32.Forward(context16)), image);
        return (main.MoveToOuterDisposeScope(), second.MoveToOuterDisposeScope(), third.MoveToOuterDisposeScope());
    }

    private Tensor Main(Tensor feature8, Tensor context8, Tensor image, Tap tap)
    {
        var fused = tap.Pass("ffm", ffm.Forward(feature8, context8)); // [B, 256, H/8, W/8]
        return Enlarge(tap.Pass("conv_out", convOut.Forward(fused)), image);
    }

    private static Tensor Enlarge(Tensor x, Tensor like) =>
        F.interpolate(x, [like.shape[2], like.shape[3]], mode: InterpolationMode.Bilinear, align_corners: true);

    public void Dispose()
    {
        cp.Dispose();
        ffm.Dispose();
        convOut.Dispose();
        convOut16.Dispose();
        convOut32.Dispose();
    }
}
