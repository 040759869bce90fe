using System.Globalization;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>What stage 11 makes.</summary>
public sealed class ImageEncodeOutputs : IDisposable
{
    /// <summary>Conditioning [4 + z, T, h, w]: mask, then latent; in the DiT's dtype, on the VAE's device.</summary>
    public required Tensor Y { get; init; }

    /// <summary>fp32 [4, T, h, w]: 1 at the first latent frame.</summary>
    public required Tensor Mask { get; init; }

    /// <summary>Normalised latent [z, T, h, w] of the picture followed by grey, in the VAE's dtype.</summary>
    public required Tensor Latent { get; init; }

    /// <summary>fp32 [3, H, W] on the CPU: the picture as it was encoded.</summary>
    public required Tensor FirstFrame { get; init; }

    /// <summary>The video's size.</summary>
    public required VideoSize Size { get; init; }

    /// <summary>Shape [z, T, h, w] of the noise and of the video's latent.</summary>
    public long[] LatentShape => Latent.shape;

    /// <summary>Content of a stage file: tensors <c>y</c>, <c>mask</c>, <c>latent</c>, <c>first_frame</c>; texts <c>height</c>, <c>width</c>.</summary>
    public StageData ToData()
    {
        var data = new StageData();
        data.Tensors["y"] = Copy(Y);
        data.Tensors["mask"] = Copy(Mask);
        data.Tensors["latent"] = Copy(Latent);
        data.Tensors["first_frame"] = Copy(FirstFrame);
        data.Metadata["height"] = Size.Height.ToString(CultureInfo.InvariantCulture);
        data.Metadata["width"] = Size.Width.ToString(CultureInfo.InvariantCulture);
        return data;
    }

    /// <summary>Reads <see cref="ToData"/> back; the result owns copies.</summary>
    public static ImageEncodeOutputs FromData(StageData data)
    {
        var (latent, frame) = (data["latent"].shape, data["first_frame"].shape);
        return new()
        {
            Y = Copy(data["y"]),
            Mask = Copy(data["mask"]),
            Latent = Copy(data["latent"]),
            FirstFrame = Copy(data["first_frame"]),
            Size = new((int)latent[2], (int)latent[3], (int)frame[1], (int)frame[2]),
        };
    }

    public void Dispose()
    {
        Y.Dispose();
        Mask.Dispose();
        Latent.Dispose();
        FirstFrame.Dispose();
    }

    private static Tensor Copy(Tensor tensor) => tensor.clone().DetachFromDisposeScope();
}
