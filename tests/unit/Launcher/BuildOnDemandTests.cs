namespace Workbench.UnitTests.Launcher;

public sealed class BuildOnDemandTests : IDisposable
{
    private const string Builds = "case $1 in build) mkdir -p src/Workbench/bin/Release/net10.0; touch src/Workbench/bin/Release/net10.0/workbench.dll;; *) shift; printf '<%s>' \"$@\"; exit 5;; esac";

    private readonly FakeRepository repository = new();

    public BuildOnDemandTests() => repository.Dotnet(Builds);

    public void Dispose() => repository.Dispose();

    [Fact]
    public void Arguments_output_and_exit_code_pass_through()
    {
        var (code, output, _) = repository.Run("say", "two words", "--json");
        Assert.Equal((5, "<say><two words><--json>"), (code, output));
    }

    [Fact]
    public void Nothing_is_built_while_nothing_changes()
    {
        repository.Run("x");
        repository.Run("x");
        Assert.Equal(1, BuildCount());

        repository.Write("src/Workbench/New.cs", "");
        repository.Run("x");
        Assert.Equal(2, BuildCount());

        File.Delete(repository.At("src/Workbench/New.cs"));
        repository.Run("x");
        Assert.Equal(3, BuildCount());

        repository.Write("src/Workbench/obj/Generated.cs", "");
        repository.Run("x");
        Assert.Equal(3, BuildCount());

        repository.Run([("TorchRuntime", "none")], "x");
        Assert.Equal(4, BuildCount());
    }

    [Fact]
    public void A_failed_build_shows_its_output_and_is_tried_again()
    {
        repository.Dotnet("echo 'Program.cs(1,1): error CS1002'; exit 1");
        var (code, output, error) = repository.Run("x");
        Assert.Equal((70, ""), (code, output));
        Assert.Contains("error CS1002", error, StringComparison.Ordinal);

        repository.Dotnet(Builds);
        Assert.Equal(5, repository.Run("x").Code);
    }

    [Fact]
    public void It_works_through_a_link()
    {
        File.CreateSymbolicLink(repository.At("fake/wb"), repository.At("workbench"));
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", [repository.At("fake/wb"), "x"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PATH"] = repository.At("fake") + ":/usr/bin:/bin" },
        })!;
        Assert.Equal("<x>", process.StandardOutput.ReadToEnd());
    }

    private int BuildCount() => repository.Calls.Count(c => c.StartsWith("build ", StringComparison.Ordinal));
}
