using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Cli.Hosting;

namespace Workbench.UnitTests.Cli;

public sealed partial class ExitCodesTests
{
    [Fact]
    public void Codes_are_those_that_scripts_rely_on() =>
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 70, 130, 143], ExitCodes.Documented.Select(c => c.Code));

    [Fact]
    public void Every_constant_is_documented()
    {
        var constants = typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (int)f.GetRawConstantValue()!);
        Assert.Equal(constants.Order(), ExitCodes.Documented.Select(c => c.Code).Order());
    }

    [Fact]
    public void The_document_and_the_program_say_the_same()
    {
        var document = File.ReadAllText(Repository.At("docs", "exit-codes.md"));
        var rows = Row().Matches(document).Select(m => (int.Parse(m.Groups[1].Value), m.Groups[2].Value, m.Groups[3].Value));
        Assert.Equal(ExitCodes.Documented, rows);
    }

    [Fact]
    public void The_command_prints_them_as_json()
    {
        var (code, data, _) = CommandRun.Of("exit-codes", "--json");
        Assert.Equal(0, code);
        Assert.Equal(ExitCodes.Documented.Select(c => c.Code), JsonNode.Parse(data)!.AsArray().Select(n => (int)n!["code"]!));
    }

    [GeneratedRegex(@"^\| (\d+) \| `([a-z-]+)` \| (.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
