using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Detection;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Avatars;

/// <summary>What an avatar is prepared with, besides its frames. Everything may be left out.</summary>
public sealed record AvatarRequest
{
    /// <summary>Where faces are: <see cref="GivenBoxes"/>, <see cref="GivenLandmarks"/>, or your own; the loaded detector when null.</summary>
    public IFaceLocator? Locator { get; init; }

    /// <summary>File to keep the result in; it is rebuilt when frames, locator, options or models change. Null keeps nothing.</summary>
    public string? CacheFile { get; init; }

    /// <summary>Face parser; the loaded one when null. One of your own turns the cache off.</summary>
    public IFaceParser? Parser { get; init; }

    /// <summary>Posterior noise [frames, 2, C, h, w] to repeat an upstream run; turns the cache off. Null for the posterior mean.</summary>
    public Tensor? Noise { get; init; }
}
