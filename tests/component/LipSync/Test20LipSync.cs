using Workbench.Parity;
using Workbench.Parity.MuseTalk;
using Workbench.Pipeline.Configuration;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.LipSync;

/// <summary>Parity of every lip-sync component with the oracle (its README says which cases the copy in the repository holds).</summary>
[Trait("Stage", "20")]
public sealed class Test20LipSync(ITestOutputHelper output)
{
    /// <summary>Set to the folder of a whole oracle to run all of its cases.</summary>
    private const string OracleVariable = "WORKBENCH_MUSETALK_ORACLE";

    private static string Folder => Environment.GetEnvironmentVariable(OracleVariable) ?? Repository.At("tests", "data", "musetalk-tiny");

    public static TheoryData<string> Cases
    {
        get
        {
            using var oracle = OracleFolder.Open(Folder);
            return [.. oracle.Manifest["files"]!.AsObject().Select(f => Path.GetFileNameWithoutExtension(f.Key)).Where(n => !n.EndsWith("_weights", StringComparison.Ordinal)),
                .. oracle.Has("full_size_tables.json") ? ["full_size_tables"] : Array.Empty<string>()];
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_tensor_of_the_case_is_within_its_limit(string name)
    {
        using var oracle = OracleFolder.Open(Folder);

        var rows = MuseTalkRun.Run(oracle, CPU, DtypePlan.Official(ScalarType.Float32), [name], CancellationToken.None);

        Assert.NotEmpty(rows);
        output.WriteLine($"{name}: {rows.Count} rows, largest relative error {rows.Where(r => r.Limit is > 0 and < 1).Select(r => r.Difference?.RelativeError).DefaultIfEmpty(0).Max():g3}");
        Assert.Empty(rows.Where(r => !r.Passed).Select(r => $"{r.Case}/{r.Tensor}: {r.Problem ?? r.Difference?.Mismatch} relative {r.Difference?.RelativeError:g3}, largest {r.Difference?.MaxAbsolute:g3} at [{string.Join(",", r.Difference?.Position ?? [])}], limit {r.Limit:g3}"));
    }
}
