using System.Globalization;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Stages;

/// <summary>What stage 20 makes. Owns its tensors.</summary>
/// <param name="Frames">Talking frames, uint8 [T, H, W, 3] RGB.</param>
/// <param name="BaseFrames">Base frame of each, int32 [T].</param>
/// <param name="Latents">UNet inputs per base frame with a face, fp32 [faces, 8, h, w].</param>
public sealed record LipSyncOutputs(Tensor Frames, Tensor BaseFrames, Tensor Latents) : IDisposable
{
    /// <summary>As the content of a stage file, in copies.</summary>
    public StageData ToData()
    {
        var data = new StageData();
        data.Metadata["stage"] = LipSyncStage.Number.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, tensor) in new[] { ("frames", Frames), ("base_frames", BaseFrames), ("latents", Latents) })
        {
            data.Tensors[name] = tensor.cpu().clone().DetachFromDisposeScope();
        }

        return data;
    }

    /// <summary>From the content of a stage file, in copies.</summary>
    /// <exception cref="Checkpoints.CheckpointException">A tensor is missing.</exception>
    public static LipSyncOutputs FromData(StageData data) => new(Copy(data["frames"]), Copy(data["base_frames"]), Copy(data["latents"]));

    private static Tensor Copy(Tensor tensor) => tensor.clone().DetachFromDisposeScope();

    public void Dispose()
    {
        Frames.Dispose();
        BaseFrames.Dispose();
        Latents.Dispose();
    }
}
