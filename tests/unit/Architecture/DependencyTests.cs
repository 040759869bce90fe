using System.Text.RegularExpressions;

namespace Workbench.UnitTests.Architecture;

/// <summary>Arrows point one way. Read off the sources, so that a namespace that is only mentioned counts too.</summary>
public sealed partial class DependencyTests
{
    /// <summary>Kernels, because tensors are measured on their device; they know no model either (below).</summary>
    private static readonly string[] HarnessMayUse = ["Runtime", "Taps", "Checkpoints", "Stages", "Kernels"];

    [Fact]
    public void The_harness_knows_tensors_taps_and_stages_but_no_model()
    {
        var uses = Sources("src/Harness").SelectMany(file => PipelineRooms().Matches(File.ReadAllText(file)).Select(m => (file, Room: m.Groups[1].Value)));
        Assert.DoesNotContain(uses, use => !HarnessMayUse.Contains(use.Room));
    }

    [Fact]
    public void Of_the_stages_the_harness_knows_only_their_data()
    {
        var stageTypes = Sources("src/Pipeline/Stages").Select(Path.GetFileNameWithoutExtension).Where(name => name != "StageData").ToList();
        Assert.All(Sources("src/Harness"), file =>
        {
            var text = File.ReadAllText(file);
            if (text.Contains("using Workbench.Pipeline.Stages;", StringComparison.Ordinal))
            {
                Assert.DoesNotContain(stageTypes, type => Regex.IsMatch(text, $@"\b{type}\b"));
            }
        });
    }

    [Theory]
    [InlineData("src/Harness", "Workbench.Parity|Workbench.Testing|Workbench.Cli")]
    [InlineData("src/Pipeline", "Workbench.Harness|Workbench.Parity|Workbench.Testing|Workbench.Cli")]
    [InlineData("src/Testing", "Workbench.Parity|Workbench.Cli|Workbench.Interactive")]
    [InlineData("src/Pipeline/Models", @"Workbench.Pipeline.(Stages|Sampling|LipSync)")]
    [InlineData("src/Pipeline/Checkpoints", @"Workbench.Pipeline.(Models|Stages|Kernels|Configuration|Sampling|LipSync|Lora)")]
    [InlineData("src/Pipeline/Taps", @"Workbench.Pipeline.(Models|Stages|Checkpoints|Parameters|Kernels|Configuration|Sampling|LipSync|Lora)")]
    [InlineData("src/Pipeline/Runtime", @"Workbench.Pipeline.(?!Runtime)\w+")]
    [InlineData("src/Pipeline/Parameters", @"Workbench.Pipeline.(Models|Stages|Sampling|LipSync)")]
    [InlineData("src/Pipeline/Kernels", @"Workbench.Pipeline.(Models|Stages|Sampling|LipSync)")]
    public void Nothing_points_back(string folder, string forbidden)
    {
        var hits = Sources(folder).SelectMany(file => Regex.Matches(File.ReadAllText(file), $@"\b({forbidden.Replace("Workbench.", @"Workbench\.", StringComparison.Ordinal)})\b").Select(m => $"{file}: {m.Value}"));
        Assert.Empty(hits);
    }

    private static IEnumerable<string> Sources(string folder)
    {
        var path = Repository.At(folder.Split('/'));
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            : [];
    }

    [GeneratedRegex(@"Workbench\.Pipeline\.(\w+)")]
    private static partial Regex PipelineRooms();
}
