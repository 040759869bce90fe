using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Avatars;
using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Stages;

/// <summary>Stage 20 as one call: everything after face detection, all in memory, so that it can be snapshotted and compared. Long recordings go through <see cref="LipSyncPipeline"/>.</summary>
/// <param name="models">Owned by the caller.</param>
/// <param name="options">Settings; the frame rate comes from the inputs.</param>
/// <param name="parser">Face parser instead of the loaded one.</param>
public sealed class LipSyncStage(LipSyncModels models, LipSyncOptions options, IFaceParser? parser = null)
{
    /// <summary>The stage's number.</summary>
    public const int Number = 20;

    /// <summary>Id of the stage in a host of stages, and name of its files.</summary>
    public const string Id = "20-lip-sync";

    /// <summary>From stage file to stage file; the settings in the input's metadata win over the constructor's (<see cref="LipSyncStageSettings"/>).</summary>
    /// <param name="input">docs/stage-files.md, stage 20; stays the caller's.</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <param name="cancellation">Asked before each frame or batch.</param>
    /// <returns>The caller's to dispose.</returns>
    /// <exception cref="Checkpoints.CheckpointException">A tensor is missing.</exception>
    /// <exception cref="LipSyncException">The inputs do not fit together.</exception>
    public StageData Run(StageData input, Tap tap = default, CancellationToken cancellation = default)
    {
        using var inputs = LipSyncInputs.FromData(input);
        using var outputs = new LipSyncStage(models, LipSyncStageSettings.Apply(input.Metadata, options), parser).Run(inputs, tap, cancellation);
        return outputs.ToData();
    }

    /// <summary>Runs the stage.</summary>
    /// <param name="inputs">Frames, boxes, speech.</param>
    /// <param name="tap">Root of the tap names: <c>prepare</c>, <c>parser</c>, <c>batch.NN</c> with <c>whisper</c>, <c>unet</c>, <c>vae</c> below.</param>
    /// <param name="cancellation">Asked before each frame or batch.</param>
    /// <exception cref="LipSyncException">The inputs do not fit together.</exception>
    public LipSyncOutputs Run(LipSyncInputs inputs, Tap tap = default, CancellationToken cancellation = default)
    {
        Check(inputs);
        using var scope = NewDisposeScope();
        var pipeline = new LipSyncPipeline(models, options with { Fps = inputs.Fps });
        var boxes = inputs.Boxes.cpu().contiguous().data<int>().ToArray().Chunk(4).Select(b => new FaceBox(b[0], b[1], b[2], b[3])).ToArray();
        var request = new AvatarRequest { Locator = new GivenBoxes(boxes), Parser = parser, Noise = inputs.Noise };
        using var avatar = pipeline.Prepare(MemoryFrames.FromTensor(inputs.Frames), request, null, tap, cancellation);
        using var speech = Speech.FromPcm(inputs.Pcm.cpu().contiguous().data<short>().ToArray());
        var talking = pipeline.Run(avatar, speech, null, tap, cancellation).ToList();
        var frames = tap.Pass("frames", stack([.. talking.Select(t => t.Image.ToTensor())], 0));
        return new(frames.DetachFromDisposeScope(), tensor(talking.Select(t => t.BaseFrame).ToArray()).DetachFromDisposeScope(), avatar.Latents.clone().DetachFromDisposeScope());
    }

    private static void Check(LipSyncInputs inputs)
    {
        Expect("frames", inputs.Frames, ScalarType.Byte, inputs.Frames is { shape: [_, _, _, 3] }, "[N, H, W, 3]");
        Expect("boxes", inputs.Boxes, ScalarType.Int32, inputs.Boxes is { shape: [var n, 4] } && n == inputs.Frames.shape[0], "[N, 4], one row per frame");
        Expect("pcm", inputs.Pcm, ScalarType.Int16, inputs.Pcm.dim() == 1, "[samples]");
    }

    private static void Expect(string name, Tensor tensor, ScalarType dtype, bool shaped, string shape)
    {
        if (!shaped || tensor.dtype != dtype)
        {
            throw new LipSyncException($"stage {Number} input '{name}' must be {dtype} {shape}, is {tensor.dtype} [{string.Join(", ", tensor.shape)}].");
        }
    }
}
