using Workbench.Parity;
using Workbench.Pipeline.Configuration;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>Runs parity suites over the published oracle and demands every row.</summary>
internal static class OracleRows
{
    public static IReadOnlyList<ParityRow> Require(string oracleCase, DtypePlan dtypes, ITestOutputHelper output)
    {
        using var oracle = OracleFolder.Open(Repository.At("tests", "data", "wan22-tiny"));
        var rows = ParityRun.Run(oracle, CPU, dtypes, [oracleCase], CancellationToken.None);
        foreach (var row in rows)
        {
            output.WriteLine($"{row.Case} {row.Tensor,-24} {row.Difference?.RelativeError:E2} (limit {row.Limit:E0}) {row.Difference?.Mismatch}{row.Problem}");
        }

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.True(row.Passed, $"{row.Tensor}: {row.Difference} {row.Problem}"));
        return rows;
    }
}
