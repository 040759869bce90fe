using System.Text.Json;
using Workbench.Cli.Hosting;
using Workbench.Harness.Golden;

namespace Workbench.ComponentTests.Localising;

/// <summary><c>golden record | accept | list | show | calibrate</c> as people meet them. What writes runs in a process of its own, since it does not under CI.</summary>
[Trait("Stage", "golden")]
public sealed class GoldenCommandTests(GoldenFolder golden) : IClassFixture<GoldenFolder>
{
    private const string Developer = "", Ci = "true";

    [Fact]
    public void Record_leaves_the_goldens_alone_and_accept_takes_what_waits()
    {
        var store = golden.Copy("recorded");
        var before = GoldenFolder.Files(store);

        // Another height: what is recorded differs from the golden.
        var (code, data, log) = ProgramRun.Of(Developer, ["golden", "record", "--golden", store.Folder, .. golden.Model, "--set", "target_height=48", "--stage", "11"]);

        Assert.True(code == ExitCodes.Pass, data + log);
        Assert.Equal($"received 11 for {GoldenFolder.Class} in {store.Folder}\nnext: workbench golden accept\n", data);
        var after = GoldenFolder.Files(store);
        Assert.Equal(before, after.Where(f => before.ContainsKey(f.Key)));
        Assert.Equal(["11.received.input.safetensors", "11.received.json", "11.received.safetensors"], after.Keys.Except(before.Keys).Select(Path.GetFileName));
        Assert.Equal(["11"], Rows(store.Folder).Where(r => r.GetProperty("waiting").GetBoolean()).Select(r => r.GetProperty("stage").GetString()));

        (code, data, log) = ProgramRun.Of(Ci, ["golden", "accept", "--golden", store.Folder, .. golden.Model]);

        Assert.Equal(ExitCodes.MissingGolden, code);
        Assert.Contains("never accepted under CI", log, StringComparison.Ordinal);
        Assert.Equal(after, GoldenFolder.Files(store));

        (code, data, log) = ProgramRun.Of(Developer, ["golden", "accept", "--golden", store.Folder, .. golden.Model, "--json"]);

        Assert.True(code == ExitCodes.Pass, data + log);
        using var said = JsonDocument.Parse(data);
        Assert.Equal(("accepted", "11"), (said.RootElement.GetProperty("done").GetString(), Assert.Single(said.RootElement.GetProperty("stages").EnumerateArray()).GetString()));
        Assert.Empty(store.Received(GoldenFolder.Class));
        Assert.NotEqual(Manifest(golden.Store, "11"), Manifest(store, "11"));
        Assert.Equal(Manifest(golden.Store, "10"), Manifest(store, "10"));
        Assert.DoesNotContain(Rows(store.Folder), r => r.GetProperty("waiting").GetBoolean());
    }

    [Fact]
    public void Record_with_accept_makes_goldens_of_the_stages_named_and_leaves_nothing_waiting()
    {
        var store = new GoldenStore(golden.Scratch("fresh"), underCi: false);

        var (code, data, log) = ProgramRun.Of(Developer, ["golden", "record", "--accept", "--golden", store.Folder, .. golden.Model, "--stage", "10"]);

        Assert.True(code == ExitCodes.Pass, data + log);
        Assert.Equal($"accepted 10 for {GoldenFolder.Class} in {store.Folder}\nnext: workbench golden calibrate\n", data);
        Assert.Equal(["10"], store.Stages(GoldenFolder.Class));
        Assert.Empty(store.Received(GoldenFolder.Class));
    }

    [Theory]
    [InlineData("record")]
    [InlineData("calibrate")]
    public void Under_ci_nothing_is_run_or_written(string verb)
    {
        var store = golden.Copy(verb);

        var (code, data, log) = ProgramRun.Of(Ci, ["golden", verb, "--golden", store.Folder, .. golden.Model]);

        Assert.Equal((ExitCodes.MissingGolden, ""), (code, data));
        Assert.Contains("under CI", log, StringComparison.Ordinal);
        Assert.DoesNotContain("1/5", log, StringComparison.Ordinal); // no stage ran before it was said
        Assert.Equal(GoldenFolder.Files(golden.Store), GoldenFolder.Files(store));
    }

    [Fact]
    public void Accept_without_anything_received_says_what_to_run()
    {
        var (code, _, log) = CommandLine.Run(["golden", "accept", "--golden", golden.Store.Folder, .. golden.Model]);

        Assert.Equal(ExitCodes.MissingGolden, code);
        Assert.Contains("nothing was received for cpu-float32", log, StringComparison.Ordinal);
        Assert.Contains("workbench golden record", log, StringComparison.Ordinal);
    }

    [Fact]
    public void List_has_a_row_a_stage_and_an_exit_code_for_an_empty_case()
    {
        var (code, data, _) = CommandLine.Run("golden", "list", "--golden", golden.Store.Folder);

        Assert.Equal(ExitCodes.Pass, code);
        var lines = data.TrimEnd().Split('\n');
        Assert.Equal(["class", "cpu-float32", "cpu-float32", "cpu-float32", "cpu-float32", "cpu-float32"], lines.Select(l => l.Split(' ')[0]));
        Assert.Equal(["2026-01-31", "no", "no", "no", "2026-01-31"], lines.Skip(1).Select(l => l.Split(' ')[^1]));
        Assert.All(Rows(golden.Store.Folder), row => Assert.True(row.GetProperty("tensors").GetInt32() > 50 && row.GetProperty("bytes").GetInt64() > 10_000 && row.GetProperty("goldens").GetInt32() == 1));

        Assert.Equal(ExitCodes.MissingGolden, CommandLine.Run("golden", "list", "--golden", golden.Scratch("nowhere")).Code);
    }

    [Fact]
    public void Show_has_a_line_a_tap_with_its_limit_or_that_there_is_none()
    {
        var (code, data, _) = CommandLine.Run("golden", "show", "--golden", golden.Store.Folder, "--stage", "13", "--taps", "output/*");

        Assert.Equal(ExitCodes.Pass, code);
        var lines = data.TrimEnd().Split('\n');
        Assert.Matches("^13 VAE decode, cpu-float32: [0-9]+ taps$", lines[0]);
        Assert.Contains(lines, l => l.StartsWith("output/", StringComparison.Ordinal) && l.Contains("limit 4E-06, element 4E-05: calibrated 2026-01-31 on cpu", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.StartsWith("vae/", StringComparison.Ordinal));

        Assert.Contains("not calibrated", CommandLine.Run("golden", "show", "--golden", golden.Store.Folder, "--stage", "11", "--taps", "output/*").Data, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.MissingGolden, CommandLine.Run("golden", "show", "--golden", golden.Store.Folder, "--class", "sm120-bfloat16").Code);
    }

    [Fact]
    public void Show_gives_machines_the_same()
    {
        var (code, data, _) = CommandLine.Run("golden", "show", "--golden", golden.Store.Folder, "--stage", "10", "--taps", "t5/embed", "--json");

        Assert.Equal(ExitCodes.Pass, code);
        using var shown = JsonDocument.Parse(data);
        var stage = Assert.Single(shown.RootElement.EnumerateArray());
        var tap = Assert.Single(stage.GetProperty("taps").EnumerateArray());
        Assert.Equal(("10", "t5/embed"), (stage.GetProperty("stage").GetString(), tap.GetProperty("tap").GetProperty("path").GetString()));
        Assert.Equal(4e-6, tap.GetProperty("limit").GetProperty("relative").GetDouble(), 12);
    }

    /// <summary>The command itself, killed with all its children as soon as it has begun to measure.</summary>
    [Fact]
    public void Calibrate_that_is_killed_leaves_goldens_and_limits_as_they_were()
    {
        var store = golden.Copy("killed");
        var scratch = Directory.CreateDirectory(golden.Scratch("scratch")).FullName;
        using var process = ProgramRun.Start(
            new Dictionary<string, string?> { ["CI"] = Developer, ["TMPDIR"] = scratch }, ["golden", "calibrate", "--golden", store.Folder, .. golden.Model, "--stage", "10", "--runs", "1"]);
        while (!process.HasExited && Directory.GetFiles(scratch, "*.request.json", SearchOption.AllDirectories).Length == 0)
        {
            Thread.Sleep(10);
        }

        Assert.False(process.HasExited);
        process.Kill(entireProcessTree: true);
        process.WaitForExit();

        Assert.Equal(128 + 9, process.ExitCode);
        Assert.Equal(GoldenFolder.Files(golden.Store), GoldenFolder.Files(store));
    }

    private static IReadOnlyList<JsonElement> Rows(string folder)
    {
        var (code, data, log) = CommandLine.Run("golden", "list", "--golden", folder, "--json");
        Assert.True(code == ExitCodes.Pass, data + log);
        return [.. JsonDocument.Parse(data).RootElement.EnumerateArray()];
    }

    private static string Manifest(GoldenStore store, string stage) => Assert.Single(store.Find(GoldenFolder.Class, stage)).Entry.Manifest;
}
