using Workbench.Harness.Comparison;
using Workbench.Harness.Measurement;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Harness.Snapshots;

/// <summary>
/// Takes a <see cref="StageSnapshot"/>. Statistics, digest and sketch are computed on the tensor's device and stay there as a few KB a tap
/// until <see cref="Complete"/>, so that the device is never waited for during the run.
/// Cost model with NVRTC on CUDA: 4 bytes of traffic per bf16 element (one read for statistics and digest, one for the sketch); 0.7 GB and about 0.3 ms at
/// 3 TB/s for a 32,760 x 5,120 tensor. By torch operations 88 bytes (56 statistics, 18 digest, 14 sketch), about 5 ms.
/// </summary>
public sealed class SnapshotSink(SketchPlan plan, StoragePolicy policy) : ITapSink, IDisposable
{
    private readonly List<Pending> pending = [];
    private long wholeBytes;

    private sealed record Pending(string Path, TensorTraits Traits, Tensor Statistics, Tensor Digest, Tensor? Sketch, Tensor? Whole);

    public Tensor Pass(string path, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var bytes = tensor.numel() * tensor.ElementSize;
        var keep = bytes <= policy.LargestWhole && wholeBytes + bytes <= policy.WholeBudget;
        wholeBytes += keep ? bytes : 0;
        var numbers = TapNumbers.Of(tensor, keep ? null : plan);
        pending.Add(new(
            path,
            TensorTraits.Of(tensor),
            numbers.Statistics.DetachFromDisposeScope(),
            numbers.Digest.DetachFromDisposeScope(),
            numbers.Sketch?.DetachFromDisposeScope(),
            keep ? tensor.detach().clone().DetachFromDisposeScope() : null));
        return tensor;
    }

    /// <summary>Reads everything back from the device. The sink is empty afterwards.</summary>
    public StageSnapshot Complete(string stage, string title, Provenance provenance)
    {
        using var scope = NewDisposeScope();
        var taps = new List<TapRecord>();
        var whole = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var tap in pending)
        {
            taps.Add(new(
                tap.Path,
                tap.Traits,
                TensorStatistics.From(tap.Statistics.cpu().data<double>().ToArray(), tap.Traits.Count),
                TensorDigest.Text(tap.Digest.cpu().item<long>(), tap.Traits.Dtype, tap.Traits.Shape))
            {
                Sketch = tap.Sketch?.to(ScalarType.Float32).cpu().data<float>().ToArray(),
            });
            if (tap.Whole is not null)
            {
                whole[tap.Path] = tap.Whole.cpu().contiguous().clone().DetachFromDisposeScope();
            }
        }

        Dispose();
        return new(stage, title, provenance, plan, taps, whole);
    }

    public void Dispose()
    {
        foreach (var tap in pending)
        {
            tap.Statistics.Dispose();
            tap.Digest.Dispose();
            tap.Sketch?.Dispose();
            tap.Whole?.Dispose();
        }

        pending.Clear();
    }
}
