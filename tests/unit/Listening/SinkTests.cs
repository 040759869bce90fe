using Workbench.Harness.Listening;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Listening;

public sealed class SinkTests
{
    [Fact]
    public void Further_passes_are_told_apart()
    {
        using var scope = NewDisposeScope();
        using var recorder = new RecordingSink();
        var tap = new Tap(new CountingSink(recorder), "");
        foreach (var name in new[] { "a", "b", "a", "a" })
        {
            tap.Pass(name, ones(1));
        }

        Assert.Equal(["a", "b", "a#1", "a#2"], recorder.Recorded.Select(r => r.Key));
    }

    [Fact]
    public void Sinks_see_what_the_one_before_returned()
    {
        using var scope = NewDisposeScope();
        using var recorder = new RecordingSink();
        var tap = new Tap(new FanOut(new Doubling(), new FilteredSink(new("x"), recorder)), "");

        Assert.Equal(2, tap.Pass("x", ones(1)).item<float>());
        tap.Pass("y", ones(1));

        Assert.Equal(2, Assert.Single(recorder.Recorded).Value.item<float>());
    }

    [Fact]
    public void A_recording_survives_later_changes_of_the_tensor_and_is_written_under_its_names()
    {
        using var scope = NewDisposeScope();
        using var recorder = new RecordingSink();
        var x = ones(2, 2);
        recorder.Pass("deep/name#1", x);
        x.zero_();
        var path = Path.GetTempFileName();
        try
        {
            recorder.Save(path);
            using var file = SafetensorsFile.Open(path);
            Assert.Equal(4, file.View("deep/name#1").sum().item<float>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class Doubling : ITapSink
    {
        public Tensor Pass(string path, Tensor tensor) => tensor * 2;
    }
}
