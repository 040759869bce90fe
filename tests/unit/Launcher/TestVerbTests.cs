namespace Workbench.UnitTests.Launcher;

/// <summary>`./workbench test`: counts, order, and the ways in which a test run can look like a pass without being one.</summary>
public sealed class TestVerbTests : IDisposable
{
    private const string Passed = "echo 'Passed!  - Failed:     0, Passed:     5, Skipped:     1, Total:     6, Duration: 30 ms - a.dll (net10.0)'";
    private const string Failed = "echo 'Failed!  - Failed:     2, Passed:     3, Skipped:     0, Total:     5, Duration: 30 ms - a.dll (net10.0)'; exit 1";
    private const string Nothing = "echo 'No test matches the given testcase filter `x` in a.dll'";
    private const string Crashed = "echo 'Test host process crashed : terminate called'; echo 'Test Run Aborted.'; exit 1";

    private readonly FakeRepository repository = new();

    public void Dispose() => repository.Dispose();

    [Fact]
    public void Runs_unit_tests_then_stages_in_pipeline_order_and_adds_up()
    {
        repository.Dotnet(Passed);
        var (code, output, _) = repository.Run("test", "--no-build");
        Assert.Equal(0, code);
        Assert.EndsWith("\n30 passed, 0 failed, 6 skipped\n", output, StringComparison.Ordinal);
        Assert.Collection(
            repository.Calls,
            c => Assert.Contains("Tests.unit.dll --logger", c, StringComparison.Ordinal),
            c => Assert.Contains("Tests.component.dll --filter Stage=10 ", c, StringComparison.Ordinal),
            c => Assert.Contains("--filter Stage=11 ", c, StringComparison.Ordinal),
            c => Assert.Contains("--filter Stage=12 ", c, StringComparison.Ordinal),
            c => Assert.Contains("--filter Stage=13 ", c, StringComparison.Ordinal),
            c => Assert.Contains("--filter Stage!=10&Stage!=11&Stage!=12&Stage!=13 ", c, StringComparison.Ordinal));
    }

    [Fact]
    public void Builds_the_solution_first()
    {
        repository.Dotnet(Passed);
        repository.Run("test", "--unit");
        Assert.StartsWith("build Workbench.sln -c Release", repository.Calls[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Passed, 0, "5 passed, 0 failed, 1 skipped")]
    [InlineData(Failed, 1, "3 passed, 2 failed, 0 skipped")]
    [InlineData(Crashed, 3, "0 passed, 1 failed, 0 skipped")]
    [InlineData("exit 0", 3, "0 passed, 1 failed, 0 skipped")] // no summary at all
    [InlineData(Passed + "; exit 1", 3, "5 passed, 1 failed, 1 skipped")] // died after its summary
    [InlineData(Nothing, 2, "0 passed, 0 failed, 0 skipped")]
    public void Every_end_of_a_test_host_has_its_code(string dotnet, int code, string last)
    {
        repository.Dotnet(dotnet);
        var result = repository.Run("test", "--no-build", "--unit");
        Assert.Equal((code, last), (result.Code, result.Output.TrimEnd('\n').Split('\n')[^1]));
    }

    [Fact]
    public void A_crash_in_one_stage_does_not_end_the_run()
    {
        repository.Dotnet($"case $* in *Stage=12*) {Crashed};; *) {Passed};; esac");
        var (code, output, error) = repository.Run("test", "--no-build", "--component");
        Assert.Equal(3, code);
        Assert.EndsWith("20 passed, 1 failed, 4 skipped\n", output, StringComparison.Ordinal);
        Assert.Contains("component, stage 12", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_may_miss_some_groups_but_not_all()
    {
        repository.Dotnet($"case $* in *Stage=11*) {Passed};; *) {Nothing};; esac");
        var (code, output, _) = repository.Run("test", "--no-build", "--filter", "FullyQualifiedName~Image");
        Assert.Equal(0, code);
        Assert.EndsWith("5 passed, 0 failed, 1 skipped\n", output, StringComparison.Ordinal);
        Assert.Contains(repository.Calls, c => c.Contains("--filter (Stage=11)&(FullyQualifiedName~Image) ", StringComparison.Ordinal));
    }

    [Fact]
    public void One_stage_can_run_alone()
    {
        repository.Dotnet(Passed);
        Assert.Equal(0, repository.Run("test", "--no-build", "--stage", "12").Code);
        Assert.Contains("--filter Stage=12 ", Assert.Single(repository.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_that_takes_too_long_is_ended()
    {
        repository.Dotnet("sleep 300");
        var (code, output, _) = repository.Run([("WORKBENCH_TEST_TIMEOUT", "1")], "test", "--no-build", "--unit");
        Assert.Equal(4, code);
        Assert.EndsWith("0 passed, 1 failed, 0 skipped\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--stage", "14")]
    [InlineData("--stage")]
    [InlineData("--bogus")]
    public void What_cannot_be_is_usage(params string[] options)
    {
        var (code, _, error) = repository.Run(["test", .. options]);
        Assert.Equal(2, code);
        Assert.Contains("next: ./workbench test --help", error, StringComparison.Ordinal);
        Assert.Empty(repository.Calls);
    }
}
