using Workbench.Pipeline.Configuration;

namespace Workbench.UnitTests.Configuration;

/// <summary>docs/lightx2v.md holds the kernel table as it is in the code.</summary>
public sealed class KernelTableDocumentTests
{
    private const string Start = "<!-- kernel table: made by tests/unit/Configuration/KernelTableDocumentTests.cs -->\n";
    private const string End = "<!-- end of kernel table -->";

    private static string Table => "| key | name | on CUDA | on the CPU | reason |\n|---|---|---|---|---|\n"
        + string.Concat(KernelTable.Rules.Select(r => $"| {Site(r.Site)} | `{r.Name}` | {Runs(r.OnCuda)} | {Runs(r.OnCpu)} | {r.Reason} |\n"));

    [Fact]
    public void The_document_holds_the_table()
    {
        var path = Repository.At("docs", "lightx2v.md");
        var text = File.ReadAllText(path);
        var start = text.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("WORKBENCH_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, text[..start] + Table + text[end..]);
            return;
        }

        Assert.True(text[start..end] == Table, "docs/lightx2v.md is out of date; run this test once with WORKBENCH_UPDATE_DOCS=1.");
    }

    private static string Site(string site) => site == "attention" ? "`*_attn_*_type`" : $"`{site}`";

    private static string Runs(string? name) => name is null ? "refused" : $"`{name}`";
}
