using Workbench.Harness.Comparison;
using Workbench.Harness.Measurement;

namespace Workbench.Harness.Snapshots;

/// <summary>What is known of one tensor that passed a tap.</summary>
/// <param name="Path">Name of the tap.</param>
/// <param name="Traits">Shape, dtype, place.</param>
/// <param name="Statistics">Numbers that describe it.</param>
/// <param name="Digest">Equal digests mean equal bits (<see cref="TensorDigest"/>).</param>
public sealed record TapRecord(string Path, TensorTraits Traits, TensorStatistics Statistics, string Digest)
{
    /// <summary>Its sketch, or null when the snapshot holds the tensor whole.</summary>
    public float[]? Sketch { get; init; }
}
