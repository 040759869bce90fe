using Workbench.Pipeline.Compatibility;

namespace Workbench.UnitTests.Compatibility;

/// <summary>docs/compatibility.md holds the patches as they are in the code, with what each prevents.</summary>
public sealed class PatchDocumentTests
{
    private const string Start = "<!-- patch table: made by tests/unit/Compatibility/PatchDocumentTests.cs -->\n";
    private const string End = "<!-- end of patch table -->";

    private static string Table => "| patch | stages | symptom | applies when | effect | reported | scheme | without it |\n|---|---|---|---|---|---|---|---|\n"
        + string.Concat(CompatibilityPatches.All.Select(Row));

    [Fact]
    public void The_document_holds_the_table()
    {
        var path = Repository.At("docs", "compatibility.md");
        var text = File.ReadAllText(path);
        var start = text.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("WORKBENCH_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, text[..start] + Table + text[end..]);
            return;
        }

        Assert.True(text[start..end] == Table, "docs/compatibility.md is out of date; run this test once with WORKBENCH_UPDATE_DOCS=1.");
    }

    private static string Row(CompatibilityPatch patch)
    {
        var config = PatchSettings.For(patch);
        var plan = CompatibilityPatches.Plan(config, PatchSettings.Blackwell, patch.Id);
        var error = Assert.Throws<BoundaryException>(() => CompatibilityPatches.Check(plan, patch.Stages[0]));
        var said = error.Message[..error.Message.IndexOf(" The compatibility", StringComparison.Ordinal)];
        return $"| `{patch.Id}` | {string.Join(", ", patch.Stages)} | {patch.Symptom} | {patch.AppliesWhen} | {patch.Effect} | {patch.Source} | {config.Quant.Name} | {said} |\n";
    }
}
