using System.Text.Json.Nodes;
using Workbench.Interactive.Notebooks;

namespace Workbench.ComponentTests.Notebooks;

/// <summary>Every notebook runs headless on the embedded model, twice, and shows what it claims to.</summary>
[Trait("Stage", "notebooks")]
public sealed class NotebookTests
{
    public static TheoryData<string> Names => [.. NotebookProcess.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Runs_twice_with_the_same_results(string name)
    {
        var (first, second) = (NotebookProcess.First(name), NotebookProcess.Again(name));

        Assert.All(first.Code, cell => Assert.DoesNotContain(cell.Outputs, o => o!["output_type"]!.GetValue<string>() == "error"));
        Assert.Equal(first.Text(), second.Text());
        Assert.Equal(first.Figures().Count, second.Figures().Count);
        Assert.NotEmpty(first.Figures());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Charts_have_data_axes_and_no_links_elsewhere(string name)
    {
        var notebook = NotebookProcess.First(name);

        Assert.All(notebook.Figures(), figure =>
        {
            Assert.NotEmpty(figure["data"]!.AsArray());
            Assert.All(figure["data"]!.AsArray(), trace => Assert.NotEmpty((trace!["z"] ?? trace["y"])!.AsArray()));
            Assert.False(string.IsNullOrEmpty(figure["layout"]!["title"]!["text"]!.GetValue<string>()));
            Assert.Contains(figure["layout"]!.AsObject(), p => p.Key.StartsWith("xaxis", StringComparison.Ordinal) && p.Value!["title"]!["text"]!.GetValue<string>().Contains('(', StringComparison.Ordinal) | p.Value!["title"]!["text"]!.GetValue<string>().Length > 5);
        });
        Assert.All(notebook.Html(), html => Assert.Empty(Outputs.Remote(html)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_kept_without_outputs_and_with_the_kernels_metadata(string name)
    {
        var path = Repository.At("notebooks", name + ".ipynb");
        var notebook = NotebookFile.Read(path);

        Assert.Equal(".net-csharp", JsonNode.Parse(File.ReadAllText(path))!["metadata"]!["kernelspec"]!["name"]!.GetValue<string>());
        Assert.All(notebook.Code, cell => Assert.Empty(cell.Outputs));
        Assert.All(notebook.Code, cell => Assert.DoesNotMatch(@"(?m)^#!(?!import)|^%", cell.Source));
        Assert.Single(notebook.Code, cell => cell.Source.Contains("#r ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_newcomer_sees_a_histogram_in_the_third_cell()
    {
        var notebook = NotebookProcess.First("00_start_here");

        Assert.Equal(3, notebook.Code.Count);
        var figure = Assert.Single(Outputs.Figures(notebook.Code[2].Outputs[0]!["data"]!["text/html"]!.GetValue<string>()));
        Assert.Equal(100, figure["data"]![0]!.Numbers("y").Sum(), 3); // per cent
        Assert.Contains("looping video", notebook.Html()[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_injected_fault_is_found_where_it_was_put()
    {
        var notebook = NotebookProcess.First("90_localise_a_regression");

        Assert.Contains("put at dit.high/blocks.01/self_attn/q, found at dit.high/blocks.01/self_attn/q", notebook.Text(), StringComparison.Ordinal);
        Assert.Contains(notebook.Html(), html => html.Contains("all 5 stages agree with their goldens", StringComparison.Ordinal));
        Assert.Contains(notebook.Figures(), f => f["layout"]!["title"]!["text"]!.GetValue<string>().Contains("12.high dit.high/blocks.01", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_patch_that_applies_is_shown_to_be_needed()
    {
        var text = NotebookProcess.First("91_patch_matrix").Text();

        Assert.All(["patch-embedding-cast", "gguf-model-offload", "portable-noise"], id => Assert.Contains($"without {id}", text, StringComparison.Ordinal));
        Assert.Contains("The compatibility patch patch-embedding-cast prevents this.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Loras_come_off_without_a_trace() =>
        Assert.Contains("restored exactly: True", NotebookProcess.First("02_loras").Text(), StringComparison.Ordinal);

    [Fact]
    public void More_bits_store_a_weight_better()
    {
        var bars = NotebookProcess.First("09_gguf_generate").Figures()[^1]["data"]![0]!;
        var errors = bars["y"]!.AsArray().Select(n => n!.GetValue<string>()).Zip(bars.Numbers("x")).ToDictionary(p => p.First, p => p.Second);

        Assert.True(errors["BF16"] < errors["Q8_0"] && errors["Q8_0"] < errors["Q5_0"] && errors["Q5_0"] < errors["Q4_0"]);
        Assert.InRange(errors["Q8_0"], 1e-3, 1e-2); // steps of 1/127 of a block's largest value
        Assert.Equal(1e-9, errors["BF16"], 12); // the tiny model's weights lie on the bf16 grid: nothing is lost, drawn at the chart's floor
    }
}
