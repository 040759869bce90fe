using Workbench.Harness.Comparison;
using Workbench.Harness.Measurement;
using Workbench.Harness.Snapshots;
using Workbench.Testing.Verification;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Verification;

public sealed class SnapshotVerifierTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("verify").FullName;
    private readonly TapLimits limits = TapLimits.Uniform(1e-3, "test");

    private SnapshotFiles Files => new(folder, "Class.Method");

    private static StageSnapshot Taken(double scale = 1)
    {
        using var scope = NewDisposeScope();
        var sink = new SnapshotSink(SketchPlan.Default, StoragePolicy.Default);
        sink.Pass("blocks.00/x", arange(6, ScalarType.Float32).reshape(2, 3) * scale);
        sink.Pass("big", arange(20_000, ScalarType.Float32) * scale);
        return sink.Complete("12.high", "DIT step, high expert", new() { Code = "1", Checkpoint = "c", Device = "cpu", DeviceClass = "cpu-float32", LibTorch = "2.10", DtypePlan = "float32" });
    }

    [Fact]
    public void Files_are_named_as_Verify_names_them()
    {
        var files = SnapshotFiles.Of("/source/tests/DitTests.cs", "High_expert");
        Assert.Equal(("/source/tests/DitTests.High_expert.verified.txt", "/source/tests/DitTests.High_expert.received.safetensors"), (files.Verified("txt"), files.Received("safetensors")));
    }

    [Fact]
    public void A_missing_snapshot_is_an_outcome_of_its_own_and_accepting_makes_it_pass()
    {
        using var snapshot = Taken();
        var verifier = new SnapshotVerifier(Files, underCi: false);
        var error = Assert.Throws<SnapshotMissingException>(() => verifier.Verify(snapshot, limits));
        Assert.StartsWith($"Directory: {folder}\nNew:\n  - Received: Class.Method.received.safetensors\n    Verified: Class.Method.verified.safetensors\n", error.Message, StringComparison.Ordinal);

        Assert.Equal(["Class.Method"], SnapshotFiles.AcceptAll(folder));

        verifier.Verify(snapshot, limits);
        Assert.Equal(["Class.Method.verified.safetensors", "Class.Method.verified.txt"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_difference_names_every_tap_and_leaves_the_verified_file_alone()
    {
        Accept(1);
        var before = File.ReadAllBytes(Files.Verified("safetensors"));
        using var other = Taken(1.01);
        var error = Assert.Throws<SnapshotMismatchException>(() => new SnapshotVerifier(Files, underCi: false).Verify(other, limits));
        Assert.Contains("NotEqual:", error.Message, StringComparison.Ordinal);
        Assert.Contains("tap-failure/1\nstage: 12.high\ntap: blocks.00/x\n", error.Message, StringComparison.Ordinal);
        Assert.Contains("tap: big\n", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Files.Verified("safetensors")));
        Assert.True(File.Exists(Files.Received("txt")));

        // The next pass takes the received files away.
        using var same = Taken();
        new SnapshotVerifier(Files, underCi: false).Verify(same, limits);
        Assert.False(File.Exists(Files.Received("txt")));
    }

    [Fact]
    public void Inside_the_limits_the_text_does_not_matter()
    {
        Accept(1);
        File.WriteAllText(Files.Verified("txt"), "other digits");
        using var close = Taken(1 + 1e-5);
        new SnapshotVerifier(Files, underCi: false).Verify(close, limits);
        Assert.Equal("other digits", File.ReadAllText(Files.Verified("txt")));
    }

    [Fact]
    public void Nothing_is_written_under_continuous_integration()
    {
        using var snapshot = Taken();
        Assert.Throws<SnapshotMissingException>(() => new SnapshotVerifier(Files, underCi: true).Verify(snapshot, limits));
        Assert.Throws<SnapshotMissingException>(() => new SnapshotVerifier(Files, underCi: true).Verify("text"));
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void Texts_are_compared_without_their_line_endings()
    {
        var verifier = new SnapshotVerifier(Files, underCi: false);
        Assert.Throws<SnapshotMissingException>(() => verifier.Verify("a\nb"));
        SnapshotFiles.AcceptAll(folder);
        verifier.Verify("a\r\nb\n");
        var error = Assert.Throws<SnapshotMismatchException>(() => verifier.Verify("a\nc"));
        Assert.EndsWith("Received: Class.Method.received.txt\na\nc\nVerified: Class.Method.verified.txt\na\nb\n\nNext: workbench golden accept Class.Method\n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task The_text_of_a_snapshot()
    {
        using var snapshot = Taken();
        return Snapshot.Verify(SnapshotText.Of(snapshot));
    }

    [Fact]
    public async Task A_stage_snapshot()
    {
        using var snapshot = Taken();
        await Snapshot.Verify(snapshot, limits);
    }

    private void Accept(double scale)
    {
        using var snapshot = Taken(scale);
        Assert.Throws<SnapshotMissingException>(() => new SnapshotVerifier(Files, underCi: false).Verify(snapshot, limits));
        SnapshotFiles.AcceptAll(folder);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
