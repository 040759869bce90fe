using Workbench.Harness.Isolation;
using Workbench.Harness.Repro;
using Workbench.Synthetic;
using Workbench.UnitTests.Localisation;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Repro;

[Collection(nameof(SyntheticCase))]
public sealed class ReproTests(SyntheticCase @case)
{
    private const string Tap = "blocks.01/value";

    [Fact]
    public void The_folder_holds_all_a_stranger_needs()
    {
        var folder = Export("complete", wrong: false);
        Assert.Equal(["environment.txt", "inputs.safetensors", "report.md", "repro.cs", "repro.py"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.Contains("torch.ops.aten.linear.default(t[\"input\"], t[\"weight\"], None)", File.ReadAllText(Path.Combine(folder, "repro.py")), StringComparison.Ordinal);
        Assert.Contains("| `input` | Float32 | [12,32] |", File.ReadAllText(Path.Combine(folder, "report.md")), StringComparison.Ordinal);
        Assert.InRange(File.ReadLines(Path.Combine(folder, "repro.cs")).Count(), 15, 25);
        Assert.Contains("os: ", File.ReadAllText(Path.Combine(folder, "environment.txt")), StringComparison.Ordinal);
    }

    /// <summary>Builds and runs the C# program twice: on sound expectations it exits with 0, on wrong ones with 1.</summary>
    [Fact]
    public async Task The_program_runs_and_tells_right_from_wrong()
    {
        var folder = Export("run", wrong: false);
        var sound = await Run(folder, Path.Combine(folder, "inputs.safetensors"));
        Assert.True(sound.ExitCode == 0, sound.Output + sound.Errors);
        Assert.Contains("relative error", sound.Output, StringComparison.Ordinal);

        var wrong = await Run(folder, Path.Combine(Export("wrong", wrong: true), "inputs.safetensors"));
        Assert.True(wrong.ExitCode == 1, wrong.Output + wrong.Errors);
    }

    private static Task<ProcessEnd> Run(string folder, string inputs) => ChildProcess.Run(
        new("dotnet", ["run", Path.Combine(folder, "repro.cs"), "--", "cpu", inputs]), TimeLimits.Default, null, CancellationToken.None);

    private string Export(string name, bool wrong)
    {
        using var scope = NewDisposeScope();
        using var golden = @case.Store.Find(SyntheticCase.Class, SyntheticHost.Encode)[0].Load();
        var (call, inputs) = @case.Host.Operation(SyntheticHost.Encode, Tap, golden.Whole)!.Value;
        var folder = Path.Combine(@case.Folder, "repro-" + name);
        ReproExporter.Write(folder, new()
        {
            Call = call,
            Inputs = inputs,
            Expected = wrong ? golden.Whole(Tap)! * 1.5 : golden.Whole(Tap)!,
            Limit = 1e-5,
            Place = $"{SyntheticHost.Encode}, {Tap}",
            Finding = "first tensor outside its limit",
            Candidate = golden.Provenance,
            Reference = golden.Provenance,
            Directive = $"#:project {Repository.At("src", "Pipeline", "Pipeline.csproj")}",
        });
        return folder;
    }
}
