using Workbench.Harness.Isolation;

namespace Workbench.UnitTests.Isolation;

public sealed class MarkerFileTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Fact]
    public void A_watcher_sees_the_last_mark_whoever_opened_first()
    {
        using var watcher = MarkerFile.Watch(path);
        Assert.Equal(MarkerPhase.None, watcher.Read().Phase);

        using var writer = MarkerFile.Create(path);
        writer.Write(MarkerPhase.Launching, "blocks.03/attn", "conv3d", "blocks.02/x");
        Assert.Equal(new(1, MarkerPhase.Launching, "blocks.03/attn", "conv3d", "blocks.02/x"), watcher.Read());

        for (var i = 0; i < 100; i++)
        {
            writer.Write(MarkerPhase.AfterTap, $"tap{i}");
        }

        Assert.Equal(new(101, MarkerPhase.AfterTap, "tap99", null, null), watcher.Read());
    }

    [Fact]
    public void A_new_run_begins_anew()
    {
        using (var old = MarkerFile.Create(path))
        {
            old.Write(MarkerPhase.AtTap, "a");
            old.Write(MarkerPhase.AtTap, "b");
        }

        using var writer = MarkerFile.Create(path);
        Assert.Equal(MarkerPhase.None, writer.Read().Phase);
    }

    [Fact]
    public void A_name_longer_than_the_slot_keeps_its_end()
    {
        using var writer = MarkerFile.Create(path);
        writer.Write(MarkerPhase.AtTap, new string('x', 5000) + "/é-end", "op");
        var mark = writer.Read();
        Assert.EndsWith("/é-end", mark.Path, StringComparison.Ordinal);
        Assert.Equal("op", mark.Operation);
    }

    public void Dispose() => File.Delete(path);
}
