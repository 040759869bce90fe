using System.Diagnostics;
using System.Globalization;
using Workbench.Harness.Calibration;
using Workbench.Harness.Golden;
using Workbench.Synthetic;
using Workbench.UnitTests.Localisation;

namespace Workbench.UnitTests.Calibration;

/// <summary>A calibration that gets a real SIGKILL while it measures, or before any of its file operations, leaves every golden as it was, and the limits whole.</summary>
[Collection(nameof(SyntheticCase))]
public sealed class CalibrationKillTests(SyntheticCase @case) : IDisposable
{
    private const string Old = "2026-01-31", New = "2026-02-28";

    private static readonly string[] Stages = [SyntheticHost.Encode, SyntheticHost.Mix, SyntheticHost.Decode];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Killed_at_any_moment_it_leaves_the_goldens_and_the_old_limits_or_the_new()
    {
        var steps = new List<string>();
        var whole = Copy("whole");
        await new CaseCalibration(whole, SyntheticCase.Class, @case.Host, @case.InProcess(@case.Host)).Run(Stages, 1, new(2026, 2, 28), CancellationToken.None, steps.Add);
        Assert.Equal(["measure", "measure", "measure", "write", "flush", "rename", "delete"], steps.Select(s => s.Split(' ')[0]));
        Assert.Equal(New, Date(whole));

        var seen = new List<string>();
        foreach (var step in new[] { 1, 3, 4, 5, 6 }) // in the middle of measuring, and before each operation
        {
            var store = Copy($"case {step}");
            Assert.Equal(128 + 9, Calibrate(store, step));

            Assert.Equal(Goldens(@case.Store), Goldens(store));
            seen.Add(Date(store));
        }

        Assert.Equal([.. Enumerable.Repeat(Old, 4), New], seen); // the rename is what makes it happen
    }

    [Fact]
    public void The_next_calibration_goes_through_what_a_killed_one_left_and_leaves_no_waste()
    {
        var store = Copy("killed");
        Assert.Equal(128 + 9, Calibrate(store, 5)); // before the rename
        Assert.NotEmpty(Directory.GetFiles(store.Folder, "*.partial"));

        Assert.Equal(0, Calibrate(store, 1000));

        Assert.Equal(New, Date(store));
        Assert.Empty(Directory.GetFiles(store.Folder, "*.partial"));
    }

    [Fact]
    public async Task A_stage_without_a_golden_is_told_before_anything_is_measured()
    {
        var calibration = new CaseCalibration(new(folder["empty"], underCi: false), SyntheticCase.Class, @case.Host, @case.InProcess(@case.Host));
        var error = await Assert.ThrowsAsync<GoldenException>(() => calibration.Run(Stages, 1, new(2026, 2, 28), CancellationToken.None, Assert.Fail));

        Assert.Contains("workbench golden record", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["empty"]));
    }

    private int Calibrate(GoldenStore store, int step)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "SyntheticPipeline.dll");
        using var child = Process.Start("dotnet", [program, "calibrate", store.Folder, SyntheticCase.Class, @case.Weights, folder["runs"], step.ToString(CultureInfo.InvariantCulture)]);
        child.WaitForExit();
        return child.ExitCode;
    }

    /// <summary>A copy of the case, in which an earlier calibration was killed just before its rename.</summary>
    private GoldenStore Copy(string name)
    {
        foreach (var file in Directory.GetFiles(@case.Store.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder[name], Path.GetRelativePath(@case.Store.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        folder.Write(Path.Combine(name, $"{SyntheticCase.Class}.calibration.json.1.partial"), "{");
        return new(folder[name], underCi: false);
    }

    /// <summary>Content of every file but the calibration's.</summary>
    private static SortedDictionary<string, string> Goldens(GoldenStore store) => new(
        Directory.GetFiles(store.Folder, "*", SearchOption.AllDirectories).Where(f => !Path.GetFileName(f).Contains(".calibration.", StringComparison.Ordinal))
            .ToDictionary(f => Path.GetRelativePath(store.Folder, f), f => Convert.ToHexString(File.ReadAllBytes(f))));

    /// <summary>Date of the calibration, after checking that it is whole and that all its stages are of one making.</summary>
    private static string Date(GoldenStore store)
    {
        var calibration = CalibrationFile.Load(store, SyntheticCase.Class);
        Assert.Equal(Stages, calibration.Stages.Keys);
        Assert.All(Stages, stage => Assert.NotNull(calibration.Limits(stage)));
        return Assert.Single(calibration.Stages.Values.Select(s => s.Date).Distinct());
    }
}
