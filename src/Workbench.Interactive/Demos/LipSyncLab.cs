using Workbench.Interactive.Display;
using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Demo;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.BiSeNet;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.LipSync.Models.Whisper;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Interactive;

/// <summary>Lip-sync for notebooks: MuseTalk's models, or the smallest random ones of its architecture; a drawn face; syllables of plain tones.</summary>
public sealed class LipSyncLab : IDisposable
{
    private readonly LipSyncModels models;

    private LipSyncLab(LipSyncModels models, LipSyncOptions options)
    {
        this.models = models;
        Pipeline = new(models, options);
    }

    /// <summary>The pipeline.</summary>
    public LipSyncPipeline Pipeline { get; }

    /// <summary>Opens models.</summary>
    /// <param name="folder">Laid out as MuseTalk's <c>models/</c>; empty for the random ones, which move the mouth without sense.</param>
    /// <param name="device">cpu, cuda or cuda:N.</param>
    public static LipSyncLab Open(string folder = "", string device = "cpu")
    {
        LibTorch.Load();
        Formatters.Register();
        return OpenLoaded(folder, device);
    }

    /// <summary>Makes a drawn face talk.</summary>
    /// <param name="speech">What it says.</param>
    /// <param name="baseFrames">Drawn frames of the silent face.</param>
    /// <param name="size">Their side in pixels.</param>
    public FramesView Talk(Speech speech, int baseFrames = 4, int size = 128)
    {
        var (pictures, boxes) = new DrawnFace(size, size).Idle(baseFrames);
        using var avatar = Pipeline.Prepare(new MemoryFrames(pictures), new() { Locator = new GivenBoxes(boxes) }, cancellation: Lab.Cancellation);
        return FramesView.Of(Pipeline.Run(avatar, speech, cancellation: Lab.Cancellation).Select(f => f.Image), Pipeline.Options.Fps);
    }

    /// <summary>A tone of 180 Hz that comes and goes three times a second: no speech, but something to hear.</summary>
    /// <param name="seconds">How long.</param>
    public static Speech Syllables(double seconds)
    {
        var samples = new short[(int)(seconds * Speech.SampleRate)];
        for (var i = 0; i < samples.Length; i++)
        {
            var t = i / (double)Speech.SampleRate;
            samples[i] = (short)(0.3 * short.MaxValue * Math.Sin(2 * Math.PI * 180 * t) * Math.Abs(Math.Sin(2 * Math.PI * 1.5 * t)));
        }

        return Speech.FromPcm(samples);
    }

    public void Dispose() => models.Dispose();

    private static LipSyncLab OpenLoaded(string folder, string device) => folder.Length > 0
        ? new(LipSyncLoader.Load(LipSyncPaths.Under(folder), TorchSharp.torch.device(device), device == "cpu" ? ScalarType.Float32 : ScalarType.Float16), LipSyncOptions.V15)
        : new(Smallest(), LipSyncOptions.V15 with { BatchSize = 4, Avatar = new() { FaceSize = 16, ExtraMargin = 2 } });

    private static LipSyncModels Smallest()
    {
        var parameters = new ParameterScope(new SeededParameters(1, CPU), "", ScalarType.Float32);
        return new()
        {
            Device = CPU,
            Dtype = ScalarType.Float32,
            Whisper = new WhisperEncoder(parameters, new(8, 1, 1, 8, 80, 1500)),
            Vae = new AutoencoderKL(parameters, new(3, 4, [8, 8, 8, 8], 1, 4, 0.18215)),
            UNet = new UNet2DConditionModel(parameters, new(8, 4, [8, 8, 8, 8], [true, true, true, false], [false, true, true, true], 1, 2, 8, 4, 1e-5, true, 0)),
            FaceParser = new BiSeNetNetwork(parameters, new(19, 16)),
            PreparationFingerprint = () => "random",
            DetectorFingerprint = () => "",
        };
    }
}
