using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.VaeDecode;

/// <summary>What stage 13 makes, on the CPU.</summary>
public sealed class VaeDecodeOutputs : IDisposable
{
    /// <summary>[3, F, H, W], clamped to [-1, 1], in the VAE's dtype; null unless it was asked for.</summary>
    public required Tensor? Video { get; init; }

    /// <summary>uint8 RGB [F, H, W, 3], as they go into the MP4.</summary>
    public required Tensor Frames { get; init; }

    /// <summary>Content of a stage file: tensors <c>video</c> (where kept) and <c>frames</c>.</summary>
    public StageData ToData()
    {
        var data = new StageData();
        data.Tensors["frames"] = Frames.clone().DetachFromDisposeScope();
        if (Video is not null)
        {
            data.Tensors["video"] = Video.clone().DetachFromDisposeScope();
        }

        return data;
    }

    /// <summary>Reads <see cref="ToData"/> back; the result owns copies.</summary>
    public static VaeDecodeOutputs FromData(StageData data) => new()
    {
        Frames = data["frames"].clone().DetachFromDisposeScope(),
        Video = data.Tensors.TryGetValue("video", out var video) ? video.clone().DetachFromDisposeScope() : null,
    };

    public void Dispose()
    {
        Video?.Dispose();
        Frames.Dispose();
    }
}
