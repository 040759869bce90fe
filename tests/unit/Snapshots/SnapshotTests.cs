using Workbench.Harness.Comparison;
using Workbench.Harness.Listening;
using Workbench.Harness.Measurement;
using Workbench.Harness.Snapshots;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Snapshots;

public sealed class SnapshotTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("snapshot").FullName;
    private readonly SnapshotComparer comparer = new(TapLimits.Uniform(1e-3, "test"));

    private static Provenance Here => new() { Code = "1", Checkpoint = "c", Device = "cpu", DeviceClass = "cpu-float32", LibTorch = "2.10", DtypePlan = "float32" };

    private static StageSnapshot Take(StoragePolicy policy, params (string Name, Tensor Value)[] taps)
    {
        var sink = new SnapshotSink(SketchPlan.Default, policy);
        var counting = new CountingSink(sink);
        foreach (var (name, value) in taps)
        {
            counting.Pass(name, value);
        }

        return sink.Complete("1", "one", Here);
    }

    [Fact]
    public void A_snapshot_comes_back_from_disk_as_it_was()
    {
        using var scope = NewDisposeScope();
        var big = randn(300, 100);
        big[3, 4] = float.NaN;
        using var taken = Take(StoragePolicy.Default, ("small", arange(6).reshape(2, 3)), ("big", big), ("small", ones(1).to(ScalarType.BFloat16)), ("big", big.t()));
        SnapshotFile.Save(taken, Path.Combine(folder, "s"));

        using var back = SnapshotFile.Load(Path.Combine(folder, "s"));

        Assert.Equal(["small", "big", "small#1", "big#1"], back.Taps.Select(t => t.Path));
        Assert.Equal(["small", "small#1"], back.WholeTensors.Keys.Order());
        Assert.False(back.Find("big#1")!.Traits.Contiguous);
        Assert.Equal(1, back.Find("big")!.Statistics.NonFinite);
        Assert.All(comparer.Compare(back, taken), tap => Assert.Equal(TapVerdict.Identical, tap.Verdict));
        Assert.Equal(taken.Find("big")!.Sketch, back.Find("big")!.Sketch);
    }

    [Fact]
    public void The_manifest_has_one_line_a_tap()
    {
        using var scope = NewDisposeScope();
        using var taken = Take(StoragePolicy.Default, ("a", ones(2)), ("b", ones(3)));
        SnapshotFile.Save(taken, Path.Combine(folder, "s"));
        var lines = File.ReadAllLines(Path.Combine(folder, "s.json"));
        Assert.Equal(2, lines.Count(line => line.TrimStart().StartsWith("{\"tap\":", StringComparison.Ordinal)));
    }

    [Fact]
    public void Whole_tensors_are_compared_exactly_and_sketches_within_their_interval()
    {
        using var scope = NewDisposeScope();
        var x = randn(500, 200);
        var y = x + (1e-2 * randn(500, 200));
        using Tensor truth = (y - x).norm() / x.norm();
        foreach (var policy in new[] { StoragePolicy.Everything, new(0, 0) })
        {
            using var expected = Take(policy, ("x", x));
            using var got = Take(policy, ("x", y));

            var tap = Assert.Single(comparer.Compare(got, expected));

            Assert.True(tap.Outside);
            Assert.InRange(truth.item<float>(), tap.Low * 0.99999, tap.High * 1.00001);
            Assert.Contains(tap.Findings, f => f.Kind == FindingKind.Value);
            Assert.Equal(policy == StoragePolicy.Everything, tap.Exact is not null);
        }
    }

    [Fact]
    public void A_whole_reference_is_sketched_when_only_a_sketch_was_taken()
    {
        using var scope = NewDisposeScope();
        var x = randn(64, 64);
        using var expected = Take(StoragePolicy.Everything, ("x", x));
        using var got = Take(new(0, 0), ("x", x * 1.01));
        Assert.InRange(Assert.Single(comparer.Compare(got, expected)).Error, 0.0085, 0.0115);
    }

    [Fact]
    public void One_bad_element_in_a_big_tensor_is_found()
    {
        using var scope = NewDisposeScope();
        var x = randn(1000, 1000);
        var y = x.clone();
        y[1, 2] = 40; // 40 / 1000 = 4 % of nothing: the norm moves by 0.08 %
        var limits = new TapLimits(new Dictionary<string, TapLimit>(), new(0.1, 1, 0.01, "test"));
        using var expected = Take(StoragePolicy.Default, ("x", x));
        using var got = Take(StoragePolicy.Default, ("x", y));
        var tap = Assert.Single(new SnapshotComparer(limits).Compare(got, expected));
        Assert.Equal(FindingKind.Element, Assert.Single(tap.Findings).Kind);
    }

    [Fact]
    public void Traits_missing_taps_and_non_finite_elements_are_findings()
    {
        using var scope = NewDisposeScope();
        using var expected = Take(StoragePolicy.Default, ("shape", ones(2, 3)), ("dtype", ones(2)), ("nan", ones(2)), ("gone", ones(1)), ("strided", ones(2, 3)));
        using var got = Take(StoragePolicy.Default, ("shape", ones(3, 2)), ("dtype", ones(2, dtype: ScalarType.BFloat16)), ("nan", tensor([1f, float.NaN])), ("strided", ones(3, 2).t()));

        var taps = comparer.Compare(got, expected).ToDictionary(t => t.Path);

        Assert.Contains(taps["shape"].Findings, f => f.Kind == FindingKind.Shape && f.Got == "[3,2]");
        Assert.Contains(taps["dtype"].Findings, f => f.Kind == FindingKind.Dtype);
        Assert.Contains(taps["nan"].Findings, f => f is { Kind: FindingKind.NonFinite, Position: [1] });
        Assert.Contains(taps["gone"].Findings, f => f.Kind == FindingKind.Missing);
        Assert.Equal(FindingKind.Layout, Assert.Single(taps["strided"].Findings).Kind);
        Assert.Equal(["shape", "dtype", "nan", "gone"], taps.Values.Where(t => t.Outside).Select(t => t.Path));
    }

    [Fact]
    public void Between_configurations_the_dtype_may_differ()
    {
        using var scope = NewDisposeScope();
        using var expected = Take(StoragePolicy.Default, ("x", ones(2)));
        using var got = Take(StoragePolicy.Default, ("x", ones(2, dtype: ScalarType.BFloat16)));
        Assert.False(Assert.Single(new SnapshotComparer(TapLimits.Uniform(1e-3, "test"), acrossDevices: true).Compare(got, expected)).Outside);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"format\":2,\"stage\":\"a\",\"title\":\"\",\"provenance\":null,\"sketches\":null,\"taps\":[]}")]
    public void A_malformed_manifest_is_a_named_error(string json)
    {
        File.WriteAllText(Path.Combine(folder, "bad.json"), json);
        var error = Assert.Throws<CheckpointException>(() => SnapshotFile.Load(Path.Combine(folder, "bad")));
        Assert.Contains("bad.json", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
