using Workbench.Parity.Dit;
using Workbench.Parity.EndToEnd;
using Workbench.Parity.Lora;
using Workbench.Parity.MuseTalk;
using Workbench.Parity.Scheduler;
using Workbench.Parity.Text;
using Workbench.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Workbench.Parity;

/// <summary>Runs every suite whose case the folder's manifest lists, in pipeline order.</summary>
public static class ParityRun
{
    /// <summary>Suites by case. A case of the manifest without a suite is reported as a failure, never passed over.</summary>
    public static IReadOnlyList<IParitySuite> Suites { get; } =
    [
        new TokenizerParity(),
        new T5Parity(),
        new MaskYParity(),
        new DitParity(),
        new SchedulerParity(),
        new VaeParity(),
        new LoraParity(),
        new E2eParity(),
        new Fp8Parity(),
        .. Formats.FormatSuites.All,
    ];

    /// <summary>Compares a folder, or each of the folders below it that has a manifest.</summary>
    /// <inheritdoc cref="Run(OracleFolder, Device, DtypePlan, IReadOnlyCollection{string}, CancellationToken)"/>
    public static IReadOnlyList<ParityRow> Run(string path, Device device, DtypePlan dtypes, IReadOnlyCollection<string> cases, CancellationToken cancellation)
    {
        var rows = new List<ParityRow>();
        foreach (var folder in OracleFolder.OpenAll(path))
        {
            using (folder)
            {
                rows.AddRange(Run(folder, device, dtypes, cases, cancellation));
            }
        }

        return rows;
    }

    /// <summary>Compares a folder.</summary>
    /// <param name="oracle">The folder.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="dtypes">fp32 for the strict limits.</param>
    /// <param name="cases">Only these cases, or all when empty.</param>
    /// <param name="cancellation">Stops between tensors.</param>
    public static IReadOnlyList<ParityRow> Run(OracleFolder oracle, Device device, DtypePlan dtypes, IReadOnlyCollection<string> cases, CancellationToken cancellation)
    {
        if (MuseTalkRun.Knows(oracle))
        {
            return MuseTalkRun.Run(oracle, device, dtypes, cases, cancellation);
        }

        var rows = new List<ParityRow>();
        var listed = oracle.Cases.Where(c => cases.Count == 0 || cases.Contains(c)).ToHashSet();
        foreach (var suite in Suites.Where(s => listed.Remove(s.Case)))
        {
            using var scope = NewDisposeScope();
            using var inference = inference_mode();
            try
            {
                suite.Run(new(oracle, device, dtypes, suite, rows.Add, cancellation));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                rows.Add(new(suite.Case, suite.Stage, "(run)", null, 0, $"{e.GetType().Name}: {e.Message}"));
            }
        }

        rows.AddRange(listed.Select(name => new ParityRow(name, 0, "(case)", null, 0, "no suite for this case")));
        return rows;
    }
}
