using Workbench.Harness.Isolation;
using Workbench.Harness.Snapshots;

namespace Workbench.Harness.Stages;

/// <summary>Names the files of one run after another in a folder.</summary>
internal sealed class RunFiles(string folder)
{
    private int runs;

    public StageRequest Fill(StageRequest request, out string requestFile)
    {
        Directory.CreateDirectory(folder);
        var name = Path.Combine(folder, $"{Interlocked.Increment(ref runs):000}.{request.Stage}");
        request = request with { Reply = name + ".reply.json", Marker = name + ".marker", Snapshot = name + ".snapshot" };
        requestFile = name + ".request.json";
        request.Save(requestFile);
        return request;
    }

    /// <summary>A process that was ended from outside may leave half a snapshot: then there is none.</summary>
    public static StageRun Collect(StageRequest request, ProcessEnd end) => new(
        request, end, StageReply.TryLoad(request.Reply), end.Exited && File.Exists(request.Snapshot + ".json") ? SnapshotFile.Load(request.Snapshot!) : null);
}
