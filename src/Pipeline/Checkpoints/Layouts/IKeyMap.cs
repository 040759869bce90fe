namespace Workbench.Pipeline.Checkpoints.Layouts;

/// <summary>One foreign naming scheme.</summary>
internal interface IKeyMap
{
    KeyLayout Layout { get; }

    /// <summary>Whether the keys follow this scheme.</summary>
    bool Claims(IReadOnlyDictionary<string, StoredTensor> tensors);

    /// <summary>Upstream's name for each key; null leaves a key out (it belongs to another model, or is a marker). Unknown keys keep their names, so that strict loading reports them.</summary>
    Func<string, string?> Rename(IReadOnlyDictionary<string, StoredTensor> tensors);
}
