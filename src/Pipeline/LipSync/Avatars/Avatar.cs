using Workbench.Pipeline.LipSync.Frames;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Avatars;

/// <summary>
/// Base frames made ready to talk: boxes, masks and latents, computed once and used for any number of recordings.
/// Memory: a byte per face pixel and 32 KiB of latents per base frame, besides the frames themselves.
/// </summary>
public sealed class Avatar(IFrameSource frames, IReadOnlyList<PreparedFace?> faces, Tensor latents, bool fromCache = false) : IDisposable
{
    /// <summary>The base frames.</summary>
    public IFrameSource Frames => frames;

    /// <summary>Per base frame; null where no face was found: such frames pass through unchanged.</summary>
    public IReadOnlyList<PreparedFace?> Faces => faces;

    /// <summary>UNet inputs [faces found, 8, h, w] fp32 on the CPU: masked latent, then reference latent.</summary>
    public Tensor Latents => latents;

    /// <summary>Whether it was read from the cache instead of computed.</summary>
    public bool FromCache => fromCache;

    public void Dispose() => latents.Dispose();
}
