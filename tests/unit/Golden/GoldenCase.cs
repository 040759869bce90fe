using Workbench.Harness.Golden;
using Workbench.Harness.Measurement;
using Workbench.Harness.Snapshots;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Golden;

/// <summary>A case in a temporary folder.</summary>
internal sealed class GoldenCase : IDisposable
{
    public const string Class = "cpu-float32", Stage = "1.encode";

    public GoldenCase() => Store = new(Path.Combine(Folder, "case"), underCi: false);

    public string Folder { get; } = Directory.CreateTempSubdirectory("golden").FullName;

    public GoldenStore Store { get; }

    public void Receive(float value, string stage = Stage, long inputElements = 4)
    {
        using var scope = NewDisposeScope();
        var input = Path.Combine(Folder, "in.safetensors");
        SafetensorsWriter.Write(input, [new("x", full(inputElements, value))]);
        var sink = new SnapshotSink(SketchPlan.Default, StoragePolicy.Default);
        sink.Pass("small", full(8, value));
        sink.Pass("big", full(20_000, value));
        using var snapshot = sink.Complete(stage, stage, new() { Code = "1", Checkpoint = "c", Device = "cpu", DeviceClass = Class, LibTorch = "2.10", DtypePlan = "float32" });
        Store.Receive(snapshot, input);
    }

    public void Accept(float value, string stage = Stage)
    {
        Receive(value, stage);
        Store.Accept(Class, [stage]);
    }

    /// <summary>The value of a golden, after checking that every part of it is whole and of one making.</summary>
    public float Value(int which = 0, string stage = Stage)
    {
        var golden = Store.Find(Class, stage)[which];
        using var snapshot = golden.Load();
        using var input = SafetensorsFile.Open(golden.InputFile!);
        using var scope = NewDisposeScope();
        var value = input.View("x")[0].item<float>();
        Assert.Equal(value, snapshot.Whole("small")![0].item<float>());
        Assert.Equal(Sketcher.Of(full(20_000, value), snapshot.Plan), snapshot.Find("big")!.Sketch);
        return value;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
