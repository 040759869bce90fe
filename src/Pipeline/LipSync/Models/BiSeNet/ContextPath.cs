using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.BiSeNet;

/// <summary>Source: face-parsing.PyTorch model.py ContextPath.</summary>
internal sealed class ContextPath(ParameterScope p, BiSeNetConfig config) : IDisposable
{
    private readonly Resnet18 resnet = new(p["resnet"], config);
    private readonly AttentionRefinement arm16 = new(p["arm16"], config.Width(256), config.Width(128));
    private readonly AttentionRefinement arm32 = new(p["arm32"], config.Width(512), config.Width(128));
    private readonly ConvBnRelu convHead32 = new(p["conv_head32"], config.Width(128), config.Width(128));
    private readonly ConvBnRelu convHead16 = new(p["conv_head16"], config.Width(128), config.Width(128));
    private readonly ConvBnRelu convAvg = new(p["conv_avg"], config.Width(512), config.Width(128), kernel: 1);

    /// <summary>[B, 3, H, W] to the backbone's 1/8 features and two context maps at 1/8 and 1/16 of the size.</summary>
    public (Tensor Feature8, Tensor Context8, Tensor Context16) Forward(Tensor x, Tap tap)
    {
        using var scope = NewDisposeScope();
        var (feature8, feature16, feature32) = resnet.Forward(x, tap["resnet"]);
        var average = feature32.mean([2, 3], keepdim: true); // [B, 512, 1, 1]
        average = tap.Pass("conv_avg", convAvg.Forward(average)); // [B, 128, 1, 1], spread over all positions below

        var sum32 = tap.Pass("arm32", arm32.Forward(feature32)) + average; // [B, 128, H/32, W/32]
        var up32 = tap.Pass("conv_head32", convHead32.Forward(Enlarge(sum32, feature16))); // [B, 128, H/16, W/16]
        var sum16 = tap.Pass("arm16", arm16.Forward(feature16)) + up32;
        var up16 = tap.Pass("conv_head16", convHead16.Forward(Enlarge(sum16, feature8))); // [B, 128, H/8, W/8]
        return (feature8.MoveToOuterDisposeScope(), up16.MoveToOuterDisposeScope(), up32.MoveToOuterDisposeScope());
    }

    private static Tensor Enlarge(Tensor x, Tensor like) => F.interpolate(x, [like.shape[2], like.shape[3]], mode: InterpolationMode.Nearest);

    public void Dispose()
    {
        resnet.Dispose();
        arm16.Dispose();
        arm32.Dispose();
        convHead32.Dispose();
        convHead16.Dispose();
        convAvg.Dispose();
    }
}
