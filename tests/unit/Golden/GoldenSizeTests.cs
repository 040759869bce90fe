using Workbench.Harness.Measurement;
using Workbench.Harness.Snapshots;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Golden;

/// <summary>Do the goldens of a whole Wan2.2-I2V-A14B run (480p, 81 frames) fit in git? Counted from taps, manifest lines and sketches as they are written.</summary>
public sealed class GoldenSizeTests
{
    private const int LatentFrames = 21;

    // name, taps that pass once a run at block granularity, and at every place inside blocks as well
    private static readonly (string Stage, int Blocks, int Inside)[] Taps =
    [
        ("10 T5 encode: embedding, 24 blocks, norm; 12 places a block", 26, 26 + (24 * 12)),
        ("11 image encode: a 21-chunk encoder of 14 blocks; 4 places a block", (LatentFrames * 15) + 4, (LatentFrames * 15 * 5) + 4),
        ("12 DIT step, high expert: 8 before and after, 40 blocks; 22 places a block", 48, 48 + (40 * 22)),
        ("12 DIT step, low expert", 48, 48 + (40 * 22)),
        ("13 VAE decode: a 21-frame decoder of 18 blocks; 4 places a block", (LatentFrames * 19) + 4, (LatentFrames * 19 * 5) + 4),
    ];

    [Fact]
    public void Block_taps_of_a_whole_run_stay_under_a_fifth_of_the_budget_and_all_taps_under_ten_megabytes()
    {
        var perTap = BytesPerTap();
        Assert.InRange(perTap, SketchPlan.Default.Bytes, SketchPlan.Default.Bytes + 800);
        Assert.InRange(Taps.Sum(t => t.Blocks) * perTap, 1, 2_000_000);
        Assert.InRange(Taps.Sum(t => t.Inside) * perTap, 1, 10_000_000);
    }

    /// <summary>A sketch and a manifest line with a long name, a large shape and numbers of full length.</summary>
    private static long BytesPerTap()
    {
        using var scope = NewDisposeScope();
        var numbers = TensorStatistics.Of(randn(1000) * -1.2345678e-5);
        var taps = Enumerable.Range(0, 100).Select(i => new TapRecord(
            $"dit.high/blocks.{i:00}/cross_attn/scaled_dot_product#12",
            new(ScalarType.BFloat16, [1, 32_760, 40, 128], "cuda", i % 2 == 0, false),
            numbers,
            "0123456789abcdef")
        {
            Sketch = new float[SketchPlan.Default.Projections],
        }).ToList();
        using var snapshot = new StageSnapshot("12.high", "DIT step", new() { Code = "1", Checkpoint = "c", Device = "d", DeviceClass = "sm90-bfloat16", LibTorch = "2.10", DtypePlan = "bfloat16" }, SketchPlan.Default, taps, []);
        var folder = Directory.CreateTempSubdirectory("size").FullName;
        try
        {
            SnapshotFile.Save(snapshot, Path.Combine(folder, "s"));
            return Directory.GetFiles(folder).Sum(file => new FileInfo(file).Length) / taps.Count;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
