namespace Workbench.Pipeline.LipSync;

/// <summary>What a batch of output frames goes through.</summary>
public enum LipSyncPart
{
    /// <summary>Log-mel and Whisper (once per 30 s), windows, positional encoding.</summary>
    Audio,

    /// <summary>UNet.</summary>
    Generate,

    /// <summary>VAE decoder, and the transfer of its faces to the CPU.</summary>
    Decode,

    /// <summary>Waiting for frames to be read, resized and blended: what remains of that work beyond the networks' next batch, which it runs beside.</summary>
    Blend,
}
