using Workbench.Parity;
using Workbench.Parity.Text;
using Workbench.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>The text suites run once over the published oracle, on the CPU in fp32.</summary>
public sealed class TextParityResults
{
    public TextParityResults()
    {
        using var oracle = OracleFolder.Open(Folder);
        foreach (IParitySuite suite in (IParitySuite[])[new TokenizerParity(), new T5Parity(), new E2eTextParity()])
        {
            using var scope = NewDisposeScope();
            suite.Run(new(oracle, CPU, DtypePlan.Official(ScalarType.Float32), suite, row => Rows[$"{row.Case}/{row.Tensor}"] = row, CancellationToken.None));
        }
    }

    public static string Folder { get; } = Repository.At("tests", "data", "wan22-tiny");

    public Dictionary<string, ParityRow> Rows { get; } = [];
}
