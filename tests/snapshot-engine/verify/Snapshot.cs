using System.Runtime.CompilerServices;
using VerifyTests;
using VerifyXunit;
using Workbench.Harness.Comparison;
using Workbench.Harness.Snapshots;

namespace Workbench.Tests;

/// <summary>Snapshot tests on Verify.Xunit (<c>-p:SnapshotEngine=verify</c>): a converter for stage snapshots and a comparer for their tensors.</summary>
internal static class Snapshot
{
    private const string Extension = "safetensors", LimitsKey = "workbench.limits";

    [ModuleInitializer]
    public static void Register()
    {
        VerifierSettings.RegisterFileConverter<StageSnapshot>((snapshot, _) => new(null, [new(Extension, Bytes(snapshot)), new("txt", SnapshotText.Of(snapshot))]));
        VerifierSettings.RegisterStreamComparer(Extension, (received, verified, context) => Task.FromResult(Compare(received, verified, (TapLimits)context[LimitsKey])));
        // The text beside a snapshot is for people: the tensors decide.
        VerifierSettings.RegisterStringComparer("txt", (received, verified, context) =>
            Task.FromResult(context.ContainsKey(LimitsKey) || received == verified ? CompareResult.Equal : CompareResult.NotEqual()));
    }

    /// <summary>Verifies a stage snapshot against the file beside the test.</summary>
    public static async Task Verify(StageSnapshot snapshot, TapLimits limits, [CallerFilePath] string file = "")
    {
        var settings = new VerifySettings();
        settings.Context[LimitsKey] = limits;
        await Verifier.Verify(snapshot, settings, sourceFile: file);
    }

    /// <summary>Verifies a text against the file beside the test.</summary>
    public static async Task Verify(string text, [CallerFilePath] string file = "") => await Verifier.Verify(text, sourceFile: file);

    private static CompareResult Compare(Stream received, Stream verified, TapLimits limits)
    {
        using var got = Read(received);
        using var expected = Read(verified);
        var outside = new SnapshotComparer(limits).Compare(got, expected).Where(tap => tap.Outside).ToList();
        return outside.Count == 0 ? CompareResult.Equal : CompareResult.NotEqual(string.Join('\n', outside.Select(tap => FailureText.Of(got.Stage, tap))));
    }

    private static MemoryStream Bytes(StageSnapshot snapshot) => Through(path =>
    {
        SnapshotFile.SaveSingle(snapshot, path);
        return new MemoryStream(File.ReadAllBytes(path));
    });

    private static StageSnapshot Read(Stream stream) => Through(path =>
    {
        using (var file = File.Create(path))
        {
            stream.CopyTo(file);
        }

        return SnapshotFile.LoadSingle(path);
    });

    private static T Through<T>(Func<string, T> use)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            return use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
