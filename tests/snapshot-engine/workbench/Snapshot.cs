using System.Runtime.CompilerServices;
using Workbench.Harness.Comparison;
using Workbench.Harness.Snapshots;
using Workbench.Testing.Verification;

namespace Workbench.Tests;

/// <summary>Snapshot tests on our own engine; <c>-p:SnapshotEngine=verify</c> compiles the same tests against Verify.Xunit instead.</summary>
internal static class Snapshot
{
    /// <summary>Verifies a stage snapshot against the file beside the test.</summary>
    public static Task Verify(StageSnapshot snapshot, TapLimits limits, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        new SnapshotVerifier(SnapshotFiles.Of(file, method)).Verify(snapshot, limits);
        return Task.CompletedTask;
    }

    /// <summary>Verifies a text against the file beside the test.</summary>
    public static Task Verify(string text, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        new SnapshotVerifier(SnapshotFiles.Of(file, method)).Verify(text);
        return Task.CompletedTask;
    }
}
