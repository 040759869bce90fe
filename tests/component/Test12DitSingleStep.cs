using Workbench.Parity;
using Workbench.Pipeline.Configuration;
using Workbench.Tests;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>Stage 12: both experts, the schedulers and whole sampling runs against upstream's own numbers (tests/data/wan22-tiny).</summary>
[Trait("Stage", "12")]
public sealed class Test12DitSingleStep(ITestOutputHelper output)
{
    [Theory]
    [InlineData("dit", 55)]
    [InlineData("scheduler", 18)]
    [InlineData("e2e", 74)]
    public void Every_tensor_of_the_oracle_is_inside_its_limit(string oracleCase, int atLeast)
    {
        using var scope = NewDisposeScope();
        using var oracle = OracleFolder.Open(Repository.At("tests", "data", "wan22-tiny"));

        var rows = ParityRun.Run(oracle, CPU, DtypePlan.Official(ScalarType.Float32), [oracleCase], CancellationToken.None);

        foreach (var row in rows)
        {
            output.WriteLine($"{row.Tensor,-40} {row.Difference?.RelativeError:E2} {row.Limit:E0} {row.Problem}");
        }

        Assert.DoesNotContain(rows, row => !row.Passed);
        Assert.True(rows.Count >= atLeast, $"{rows.Count} tensors compared, expected at least {atLeast}");
    }
}
