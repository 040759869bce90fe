using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Demo;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.BiSeNet;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.LipSync.Models.Whisper;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.LipSync;

/// <summary>The smallest networks of the right architecture, filled by a formula, and inputs for them.</summary>
internal static class MicroModels
{
    /// <summary>16-pixel faces, two VAE pixels of latent: one frame costs a millisecond.</summary>
    public static LipSyncOptions Options => LipSyncOptions.V15 with { BatchSize = 4, Avatar = new() { FaceSize = 16, ExtraMargin = 2 } };

    public static LipSyncModels Create(string fingerprint = "micro") => new()
    {
        Device = CPU,
        Dtype = ScalarType.Float32,
        Whisper = DeterministicFill.Network(p => new WhisperEncoder(p, new(8, 1, 1, 8, 80, 1500))),
        Vae = DeterministicFill.Network(p => new AutoencoderKL(p, new(3, 4, [8, 8, 8, 8], 1, 4, 0.18215))),
        UNet = DeterministicFill.Network(p => new UNet2DConditionModel(p, new(8, 4, [8, 8, 8, 8], [true, true, true, false], [false, true, true, true], 1, 2, 8, 4, 1e-5, true, 0))),
        FaceParser = DeterministicFill.Network(p => new BiSeNetNetwork(p, new(19, 16))),
        PreparationFingerprint = () => fingerprint,
        DetectorFingerprint = () => "",
    };

    public static (MemoryFrames Frames, IReadOnlyList<FaceBox> Boxes) Face(int count, int size = 64)
    {
        var (frames, boxes) = new DrawnFace(size, size).Idle(count);
        return (new(frames), boxes);
    }

    /// <summary>Syllables that are computed when read, so that their length costs no memory.</summary>
    public static Speech Syllables(double seconds) => new ComputedSpeech((long)(seconds * Speech.SampleRate));

    private sealed class ComputedSpeech(long samples) : Speech
    {
        public override long Samples => samples;

        public override void Read(long start, Span<float> target)
        {
            for (var i = 0; i < target.Length; i++)
            {
                var t = (start + i) / (float)SampleRate;
                target[i] = 0.3f * MathF.Sin(2 * MathF.PI * 180 * t) * MathF.Abs(MathF.Sin(2 * MathF.PI * 1.7f * t));
            }
        }
    }
}
