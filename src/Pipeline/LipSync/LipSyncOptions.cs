using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Avatars;
using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Frames;

namespace Workbench.Pipeline.LipSync;

/// <summary>Settings of lip-sync; the defaults are MuseTalk 1.5's. docs/lip-sync.md tells where and why they differ from upstream's behaviour.</summary>
public sealed record LipSyncOptions
{
    /// <summary>Frames per second of the result; any positive number.</summary>
    public double Fps { get; init; } = 25;

    /// <summary>Output frames per network call.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Which audio a frame hears.</summary>
    public WindowRule Windows { get; init; } = WindowRule.Centred;

    /// <summary>audio_padding_length_left: video frames (at 25 fps) heard before the frame.</summary>
    public int AudioLeft { get; init; } = 2;

    /// <summary>audio_padding_length_right.</summary>
    public int AudioRight { get; init; } = 2;

    /// <summary>Audio features as MuseTalk 1.0's own Whisper made them; see <see cref="SpeechFeatures"/>.</summary>
    public bool OriginalWhisper { get; init; }

    /// <summary>How base frames repeat.</summary>
    public FrameCycle Cycle { get; init; } = FrameCycle.PingPongDoubled;

    /// <summary>How base frames are prepared.</summary>
    public AvatarOptions Avatar { get; init; } = new();

    /// <summary>The settings of a version.</summary>
    public static LipSyncOptions Of(LipSyncVersion version) => version switch
    {
        LipSyncVersion.V1 => V1,
        LipSyncVersion.V1Original => V1Original,
        _ => V15,
    };

    /// <summary>MuseTalk 1.5 (musetalkV15/unet.pth).</summary>
    public static LipSyncOptions V15 => new();

    /// <summary>Weights of 1.0 under today's upstream code (<c>--version v1</c>): no margin, raw mask.</summary>
    public static LipSyncOptions V1 => new() { Avatar = new() { ExtraMargin = 0, Blend = new() { Mode = ParsingMode.Raw } } };

    /// <summary>
    /// Weights of 1.0 with the features they were trained on (release 2024-11): last Whisper state without layer norm, repeated edges,
    /// square 1.2 times the face, all face classes, blur 0.1.
    /// </summary>
    public static LipSyncOptions V1Original => new()
    {
        Windows = WindowRule.Repeated,
        OriginalWhisper = true,
        Avatar = new() { ExtraMargin = 0, Blend = new() { Mode = ParsingMode.Face, Expand = 1.2, BlurFactor = 0.1 } },
    };
}
