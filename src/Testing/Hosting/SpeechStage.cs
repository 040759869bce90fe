using Workbench.Harness.Stages;
using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Demo;
using Workbench.Pipeline.LipSync.Stages;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Testing.Hosting;

/// <summary>Stage 20 (lip-sync) as the harness sees it: two frames of a drawn face, and vowels that a formula speaks.</summary>
/// <param name="folder">Laid out as MuseTalk's models/.</param>
/// <param name="device">Where it runs.</param>
public sealed class SpeechStage(string folder, Device device)
{
    private const int Frames = 2, Side = 128;

    private const double Fps = 5;

    private static readonly double[] Sways = [0, 0.5];

    private readonly LipSyncPaths paths = LipSyncPaths.Under(folder);

    /// <summary>The largest of its checkpoints, for the provenance.</summary>
    public string Weights => paths.UNet;

    /// <summary>What it is fed when goldens are recorded.</summary>
    public static StageData Input()
    {
        using var scope = NewDisposeScope();
        var face = new DrawnFace(Side, Side);
        var boxes = Sways.Select(face.Box).SelectMany(b => new[] { b.Left, b.Top, b.Right, b.Bottom }).ToArray();
        using var inputs = new LipSyncInputs(
            stack([.. Sways.Select(sway => face.Draw(sway).ToTensor())], 0).DetachFromDisposeScope(),
            tensor(boxes).view(-1, 4).DetachFromDisposeScope(),
            tensor(VowelTone.Make(Frames / Fps)).DetachFromDisposeScope(),
            Fps);
        return inputs.ToData();
    }

    /// <summary>Loads it.</summary>
    public IHarnessStage Open(ScalarType dtype) => new Loaded(LipSyncLoader.Load(paths, device, dtype));

    private sealed class Loaded(LipSyncModels models) : IHarnessStage
    {
        public StageData Run(StageData input, Tap tap, CancellationToken cancellation) => new LipSyncStage(models, LipSyncOptions.V15).Run(input, tap, cancellation);

        public void Dispose() => models.Dispose();
    }
}
