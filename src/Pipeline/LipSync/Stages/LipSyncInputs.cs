using System.Globalization;
using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Stages;

/// <summary>What stage 20 starts from. Owns its tensors.</summary>
/// <param name="Frames">Base frames, uint8 [N, H, W, 3] RGB.</param>
/// <param name="Boxes">Face boxes, int32 [N, 4]: left, top, right, bottom (exclusive), before the margin; zeros for no face.</param>
/// <param name="Pcm">Speech, int16 [samples], 16 kHz mono.</param>
/// <param name="Fps">Frames per second of the result.</param>
/// <param name="Noise">Posterior noise, fp32 [N, 2, C, h, w], or null for the posterior mean.</param>
public sealed record LipSyncInputs(Tensor Frames, Tensor Boxes, Tensor Pcm, double Fps, Tensor? Noise = null) : IDisposable
{
    private const string FpsKey = "fps";

    /// <summary>The inputs of a whole job, in memory: base frames [N, H, W, 3], the boxes that the locator gives, all of the speech.</summary>
    public static LipSyncInputs Of(IFrameSource frames, IFaceLocator locator, Speech speech, double fps)
    {
        using var scope = NewDisposeScope();
        var images = Enumerable.Range(0, frames.Count).Select(frames.Read).ToArray();
        var boxes = images.SelectMany((image, i) => locator.Locate(i, image) is { } b ? new[] { b.Left, b.Top, b.Right, b.Bottom } : new int[4]).ToArray();
        var samples = new float[speech.Samples];
        speech.Read(0, samples);
        return new(
            stack([.. images.Select(i => i.ToTensor())], 0).DetachFromDisposeScope(),
            tensor(boxes).view(-1, 4).DetachFromDisposeScope(),
            tensor(Array.ConvertAll(samples, s => (short)Math.Clamp(MathF.Round(s * 32768), short.MinValue, short.MaxValue))).DetachFromDisposeScope(),
            fps);
    }

    /// <summary>As the content of a stage file, in copies.</summary>
    public StageData ToData()
    {
        var data = new StageData();
        data.Metadata["stage"] = LipSyncStage.Number.ToString(CultureInfo.InvariantCulture);
        data.Metadata[FpsKey] = Fps.ToString("R", CultureInfo.InvariantCulture);
        foreach (var (name, tensor) in new[] { ("frames", Frames), ("boxes", Boxes), ("pcm", Pcm), ("noise", Noise) })
        {
            if (tensor is not null)
            {
                data.Tensors[name] = tensor.cpu().clone().DetachFromDisposeScope();
            }
        }

        return data;
    }

    /// <summary>From the content of a stage file, in copies.</summary>
    /// <exception cref="Checkpoints.CheckpointException">A tensor is missing.</exception>
    /// <exception cref="LipSyncException">The frame rate is missing or no number.</exception>
    public static LipSyncInputs FromData(StageData data)
    {
        var text = data.Metadata.GetValueOrDefault(FpsKey);
        return double.TryParse(text, CultureInfo.InvariantCulture, out var fps)
            ? new(Copy(data["frames"]), Copy(data["boxes"]), Copy(data["pcm"]), fps, data.Tensors.TryGetValue("noise", out var noise) ? Copy(noise) : null)
            : throw new LipSyncException($"stage data of lip-sync needs the metadata '{FpsKey}' with a number, got '{text}'.");
    }

    private static Tensor Copy(Tensor tensor) => tensor.clone().DetachFromDisposeScope();

    public void Dispose()
    {
        Frames.Dispose();
        Boxes.Dispose();
        Pcm.Dispose();
        Noise?.Dispose();
    }
}
