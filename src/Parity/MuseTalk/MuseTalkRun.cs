using Workbench.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>Compares a MuseTalk oracle folder: every tensor that its manifest lists under <c>files</c> is either an input or gets a row.</summary>
public static class MuseTalkRun
{
    /// <summary>Stage number of lip-sync.</summary>
    public const int Stage = 20;

    private static readonly IMuseTalkSuite[] Suites =
    [
        new FullSizeSuite(), new MelSuite(), new WhisperSuite(), new ImageOpsSuite(), new S3fdSuite(), new BiSeNetSuite(),
        new BlendingSuite(), new VaeSuite(), new UNetSuite(), new EndToEndSuite(),
    ];

    /// <summary>Whether the folder's manifest is of this kind.</summary>
    public static bool Knows(OracleFolder oracle) =>
        oracle.Manifest["oracle"]?.GetValue<string>().StartsWith("musetalk", StringComparison.Ordinal) == true;

    /// <summary>Compares a folder, in pipeline order.</summary>
    /// <param name="oracle">The folder.</param>
    /// <param name="device">Where networks run.</param>
    /// <param name="dtypes">Networks run in its compute dtype; fp32 for the strict limits.</param>
    /// <param name="cases">Only these cases (file names without extension), or all when empty.</param>
    /// <param name="cancellation">Stops between tensors.</param>
    public static IReadOnlyList<ParityRow> Run(OracleFolder oracle, Device device, DtypePlan dtypes, IReadOnlyCollection<string> cases, CancellationToken cancellation)
    {
        var rows = new List<ParityRow>();
        var listed = Files(oracle).Where(name => cases.Count == 0 || cases.Contains(name)).ToHashSet();
        foreach (var suite in Suites.Where(s => listed.Remove(s.Case)))
        {
            using var scope = NewDisposeScope();
            using var inference = inference_mode();
            var c = new MuseTalkCase(oracle, suite.Case, device, dtypes.Compute, rows.Add, cancellation);
            try
            {
                suite.Run(c);
                c.ReportUntouched();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                rows.Add(new(suite.Case, Stage, "(run)", null, 0, $"{e.GetType().Name}: {e.Message}"));
            }
        }

        rows.AddRange(listed.Select(name => new ParityRow(name, Stage, "(case)", null, 0, "no suite for this case")));
        return rows;
    }

    /// <summary>Cases of the folder: its data files, and the table of full-size names.</summary>
    private static IEnumerable<string> Files(OracleFolder oracle)
    {
        var data = oracle.Manifest["files"]!.AsObject().Select(f => Path.GetFileNameWithoutExtension(f.Key)).Where(name => !name.EndsWith("_weights", StringComparison.Ordinal));
        return oracle.Has(FullSizeSuite.File) ? data.Append(Path.GetFileNameWithoutExtension(FullSizeSuite.File)) : data;
    }
}
