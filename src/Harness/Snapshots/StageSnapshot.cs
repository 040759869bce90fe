using Workbench.Harness.Measurement;
using static TorchSharp.torch;

namespace Workbench.Harness.Snapshots;

/// <summary>What a stage did in one run, tap by tap in order of passing: statistics and digests of all, whole tensors of the small ones, sketches of the rest.</summary>
public sealed class StageSnapshot : IDisposable
{
    private readonly Dictionary<string, Tensor> whole;
    private readonly Dictionary<string, TapRecord> byPath;

    internal StageSnapshot(string stage, string title, Provenance provenance, SketchPlan plan, IReadOnlyList<TapRecord> taps, Dictionary<string, Tensor> whole)
    {
        (Stage, Title, Provenance, Plan, Taps, this.whole) = (stage, title, provenance, plan, taps, whole);
        byPath = taps.ToDictionary(tap => tap.Path, StringComparer.Ordinal);
    }

    /// <summary>Id of the stage.</summary>
    public string Stage { get; }

    /// <summary>Name of the stage for people.</summary>
    public string Title { get; }

    /// <summary>Where it comes from.</summary>
    public Provenance Provenance { get; }

    /// <summary>How its sketches were made.</summary>
    public SketchPlan Plan { get; }

    /// <summary>The taps, in order of passing.</summary>
    public IReadOnlyList<TapRecord> Taps { get; }

    /// <summary>Tensors held whole, on the CPU; they belong to the snapshot.</summary>
    public IReadOnlyDictionary<string, Tensor> WholeTensors => whole;

    /// <summary>The record of a tap, or null.</summary>
    public TapRecord? Find(string path) => byPath.GetValueOrDefault(path);

    /// <summary>The tensor of a tap if it is held whole; belongs to the snapshot.</summary>
    public Tensor? Whole(string path) => whole.GetValueOrDefault(path);

    /// <summary>The sketch of a tap, computed from the whole tensor where that is held instead.</summary>
    public float[] Sketch(TapRecord tap) => tap.Sketch ?? Sketcher.Of(whole[tap.Path], Plan);

    public void Dispose()
    {
        foreach (var tensor in whole.Values)
        {
            tensor.Dispose();
        }

        whole.Clear();
    }
}
