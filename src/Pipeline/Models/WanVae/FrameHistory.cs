using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>What one causal layer remembers from the chunks of a run so far.</summary>
internal sealed class FrameHistory : IDisposable
{
    /// <summary>Whether a chunk has passed the layer.</summary>
    public bool Begun { get; private set; }

    /// <summary>The remembered frames [b, c, n, h, w], owned by this object; null means that zero frames stand in for them.</summary>
    public Tensor? Frames { get; private set; }

    /// <summary>A chunk has passed of which nothing is remembered (upstream's "Rep" marker).</summary>
    public void Begin() => Begun = true;

    /// <summary>Keeps a copy of <paramref name="frames"/> in place of what was remembered.</summary>
    public void Remember(Tensor frames)
    {
        // A copy, not a view: a view would keep the whole chunk it was cut from alive.
        Keep(frames.clone());
    }

    /// <summary>Takes over <paramref name="frames"/>, which share no memory with a chunk, in place of what was remembered.</summary>
    public void Keep(Tensor frames)
    {
        var kept = frames.DetachFromDisposeScope();
        Frames?.Dispose();
        Frames = kept;
        Begun = true;
    }

    public void Dispose() => Frames?.Dispose();
}
