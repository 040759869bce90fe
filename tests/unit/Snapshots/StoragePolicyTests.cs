using Workbench.Cli.Commands;
using Workbench.Harness.Measurement;
using Workbench.Harness.Snapshots;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Snapshots;

/// <summary>What calibration keeps whole, and what it sketches, to the byte.</summary>
public sealed class StoragePolicyTests
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData(ScalarType.Byte, 1)]
    [InlineData(ScalarType.BFloat16, 2)]
    [InlineData(ScalarType.Float32, 4)]
    [InlineData(ScalarType.Float64, 8)]
    public void A_tensor_of_one_mebibyte_is_kept_whole_and_one_element_more_is_sketched(ScalarType dtype, long size)
    {
        Assert.Equal(["at"], Whole(StoragePolicy.Calibration, dtype, ("at", MiB / size), ("above", (MiB / size) + 1)));
    }

    [Fact]
    public void Nothing_is_too_small()
    {
        Assert.Equal(["none", "one"], Whole(StoragePolicy.Calibration, ScalarType.Float32, ("none", 0), ("one", 1)));
    }

    [Fact]
    public void The_budget_may_be_spent_to_its_last_byte()
    {
        var policy = StoragePolicy.Calibration with { WholeBudget = (3 * MiB) + 1 };

        var whole = Whole(policy, ScalarType.Byte, ("a", MiB), ("b", MiB), ("c", MiB), ("too much", 2), ("the last byte", 1), ("nothing left", 1), ("empty", 0));

        Assert.Equal(["a", "b", "c", "the last byte", "empty"], whole);
    }

    [Fact]
    public void What_is_sketched_spends_nothing()
    {
        var policy = StoragePolicy.Calibration with { WholeBudget = MiB };

        Assert.Equal(["small"], Whole(policy, ScalarType.Byte, ("large", MiB + 1), ("small", MiB)));
    }

    /// <summary>Limits of single elements are measured on whole tensors only, so none that a golden keeps whole may have been a sketch in calibration.</summary>
    [Fact]
    public void Whatever_goldens_keep_whole_calibration_keeps_whole_too()
    {
        (string, long)[] taps = [("scale", 1), ("embedding", 8 << 10), ("modulation", (8 << 10) + 1), ("tokens", 32 << 10), ("block", MiB), ("video", 2 * MiB), ("again", 8 << 10)];
        var calibrated = Whole(StoragePolicy.Calibration, ScalarType.Byte, taps);
        foreach (var golden in new[] { StoragePolicy.Default, GoldenCommand.InGit })
        {
            Assert.Subset(calibrated.ToHashSet(), Whole(golden, ScalarType.Byte, taps).ToHashSet());
            Assert.True(golden.LargestWhole <= StoragePolicy.Calibration.LargestWhole && golden.WholeBudget <= StoragePolicy.Calibration.WholeBudget);
        }
    }

    /// <summary>Names of the taps that are kept whole. Every other one must have a sketch, and none both.</summary>
    private static IReadOnlyList<string> Whole(StoragePolicy policy, ScalarType dtype, params (string Name, long Elements)[] taps)
    {
        using var scope = NewDisposeScope();
        using var sink = new SnapshotSink(SketchPlan.Default, policy);
        foreach (var (name, elements) in taps)
        {
            sink.Pass(name, zeros(elements, dtype: dtype));
        }

        using var snapshot = sink.Complete("1", "one", new() { Code = "1", Checkpoint = "c", Device = "cpu", DeviceClass = "cpu-float32", LibTorch = "2.10", DtypePlan = "float32" });
        Assert.All(snapshot.Taps, tap => Assert.NotEqual(tap.Sketch is null, snapshot.Whole(tap.Path) is null));
        return [.. snapshot.Taps.Where(tap => tap.Sketch is null).Select(tap => tap.Path)];
    }
}
