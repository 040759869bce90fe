using System.Text.Json.Nodes;
using Workbench.Interactive.Notebooks;

namespace Workbench.ComponentTests.Notebooks;

/// <summary>How runs end, and what they say then.</summary>
[Trait("Stage", "notebooks")]
public sealed class NotebookRunnerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void An_exception_names_notebook_cell_and_line_and_what_was_shown_before_is_kept()
    {
        var (code, errors) = Run("Console.WriteLine(\"before\");", "var x = 1;\nthrow new InvalidOperationException(\"boom\");", "Console.WriteLine(\"never\");");

        Assert.Equal(1, code);
        Assert.Contains("bad: code cell 2 of 3, line 2: InvalidOperationException: boom", errors, StringComparison.Ordinal);
        var ran = NotebookFile.Read(folder["out.ipynb"]);
        Assert.Equal("before\n", ran.Text());
        Assert.Equal("error", ran.Code[1].Outputs[^1]!["output_type"]!.GetValue<string>());
        Assert.Empty(ran.Code[2].Outputs);
    }

    [Fact]
    public void A_mistake_that_does_not_compile_names_its_line()
    {
        var (code, errors) = Run("var a = 1;\nvar b = a +;");

        Assert.Equal(1, code);
        Assert.Contains("code cell 1 of 1, line 2: CompilationError", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_over_its_time_is_given_up()
    {
        var (code, errors) = Run(["Console.WriteLine(\"so far\"); System.Threading.Thread.Sleep(60_000);"], "--timeout", "15");

        Assert.Equal(4, code);
        Assert.Contains("still running after 15 s", errors, StringComparison.Ordinal);
        Assert.Contains("so far", NotebookFile.Read(folder["out.ipynb"]).Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dead_process_leaves_the_place_and_what_ran_before()
    {
        var (code, _) = Run(["Console.WriteLine(\"alive\");", "System.Environment.FailFast(\"as native code does\");"], "--status", folder["status"]);

        Assert.Equal(128 + 6, code); // SIGABRT
        Assert.Equal("bad: code cell 2 of 2", File.ReadAllText(folder["status"]));
        Assert.Equal("alive\n", NotebookFile.Read(folder["out.ipynb"]).Text());
    }

    [Fact]
    public void Settings_change_values_and_nothing_else()
    {
        var notebook = NotebookFile.Read(Write("var model = \"\"; // a folder\nvar steps = 4;\nConsole.WriteLine(model + steps);"));

        NotebookSettings.Apply(notebook, "model=/a \"b\"\\c");
        NotebookSettings.Apply(notebook, "steps=8");

        Assert.Equal("var model = \"/a \\\"b\\\"\\\\c\"; // a folder\nvar steps = 8;\nConsole.WriteLine(model + steps);", notebook.Code[0].Source);
        Assert.Equal(2, Assert.Throws<NotebookException>(() => NotebookSettings.Apply(notebook, "steps=8); Evil(")).ExitCode);
        Assert.Contains("model, steps", Assert.Throws<NotebookException>(() => NotebookSettings.Apply(notebook, "modle=x")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"nbformat\": 3, \"worksheets\": []}")]
    public void A_file_that_is_no_notebook_is_refused(string text) =>
        Assert.Equal(6, Assert.Throws<NotebookException>(() => NotebookFile.Read(folder.Write("x.ipynb", text))).ExitCode);

    public void Dispose() => folder.Dispose();

    private (int Code, string Errors) Run(params string[] cells) => Run(cells, []);

    private (int Code, string Errors) Run(string[] cells, params string[] options) => NotebookProcess.Run(Write(cells), folder["out.ipynb"], options);

    private string Write(params string[] cells) => folder.Write("bad.ipynb", new JsonObject
    {
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
        ["metadata"] = new JsonObject(),
        ["cells"] = new JsonArray([.. cells.Select(c => new JsonObject { ["cell_type"] = "code", ["source"] = c, ["outputs"] = new JsonArray(), ["metadata"] = new JsonObject() })]),
    }.ToJsonString());
}
