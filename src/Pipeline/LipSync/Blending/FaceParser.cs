using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Models.BiSeNet;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Blending;

/// <summary>BiSeNet with its image preparation. Source: MuseTalk face_parsing/__init__.py.</summary>
/// <param name="network">Owned by the caller; computes in fp32.</param>
/// <param name="device">Where it stands.</param>
/// <param name="tap">Root of the tap names.</param>
public sealed class FaceParser(BiSeNetNetwork network, Device device, Tap tap = default) : IFaceParser
{
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviation = [0.229f, 0.224f, 0.225f];

    public ByteImage Labels(ByteImage crop)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var logits = network.Forward(Normalised(Enlarge(crop), device), tap); // [1, classes, 512, 512]
        return ByteImage.FromTensor(tap.Pass("labels", logits.argmax(1).to(ScalarType.Byte))[0]);
    }

    /// <summary>The crop at the parser's size (Pillow, bilinear).</summary>
    public static ByteImage Enlarge(ByteImage crop) => PillowResize.Resize(crop, ParsingMask.Side, ParsingMask.Side, PillowFilter.Bilinear);

    /// <summary>RGB image to the network's input: [1, 3, H, W] fp32.</summary>
    public static Tensor Normalised(ByteImage rgb, Device device)
    {
        using var scope = NewDisposeScope();
        var x = rgb.ToTensor().to(device).permute(2, 0, 1).unsqueeze(0).to(ScalarType.Float32) / 255; // [1, 3, H, W]
        x = (x - tensor(Mean, device: device).view(1, 3, 1, 1)) / tensor(Deviation, device: device).view(1, 3, 1, 1);
        return x.contiguous().MoveToOuterDisposeScope();
    }
}
