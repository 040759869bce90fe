namespace Workbench.Pipeline.Models.WanVae;

/// <summary>
/// The frame histories of all causal layers of one encode or decode. Upstream keeps a list walked by a running index (feat_cache, feat_idx);
/// here each layer looks itself up, so that the networks hold no state of a run and can serve several at once.
/// At 720p in 16 bits the decoder's histories hold 4.4 GB: 2 frames of each layer's input, and no more however long the video.
/// </summary>
internal sealed class FeatureCache : IDisposable
{
    private readonly Dictionary<object, FrameHistory> histories = new(ReferenceEqualityComparer.Instance);

    /// <summary>The history of <paramref name="layer"/>, empty at the start of a run.</summary>
    public FrameHistory Of(object layer)
    {
        if (!histories.TryGetValue(layer, out var history))
        {
            histories.Add(layer, history = new());
        }

        return history;
    }

    public void Dispose()
    {
        foreach (var history in histories.Values)
        {
            history.Dispose();
        }

        histories.Clear();
    }
}
