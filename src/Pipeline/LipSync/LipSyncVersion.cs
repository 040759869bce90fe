namespace Workbench.Pipeline.LipSync;

/// <summary>Which MuseTalk.</summary>
public enum LipSyncVersion
{
    /// <summary>musetalkV15/unet.pth.</summary>
    V15,

    /// <summary>musetalk/pytorch_model.bin under today's upstream code.</summary>
    V1,

    /// <summary>The same weights with the features and masks of the release of 2024-11.</summary>
    V1Original,
}
