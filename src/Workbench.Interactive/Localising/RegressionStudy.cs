using Workbench.Harness.Comparison;
using Workbench.Harness.Golden;
using Workbench.Harness.Localisation;
using Workbench.Harness.Stages;
using Workbench.Testing.Faults;
using Workbench.Testing.Hosting;

namespace Workbench.Interactive.Localising;

/// <summary>
/// Goldens of a lab's model in a folder of their own, and the localiser held against them, with or without a fault put in on purpose.
/// For studies: goldens that are to last are recorded by <c>workbench golden</c>.
/// </summary>
public sealed class RegressionStudy : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("workbench-study");
    private readonly PipelineHost host;
    private readonly GoldenStore store;
    private readonly double limit;
    private int runs;

    private RegressionStudy(Lab lab, double limit)
    {
        (host, this.limit) = (new(lab.Loader, new(lab.Loader, Lab.Prompt, Lab.Photograph, Lab.Seed)), limit);
        store = new(Path.Combine(folder.FullName, "case"), underCi: false);
    }

    /// <summary>Runs every stage once and keeps what it gives.</summary>
    /// <param name="lab">The model.</param>
    /// <param name="limit">Largest relative error that still agrees. The same code on the same machine differs by thread scheduling only: 1e-4 is far above that in fp32.</param>
    public static RegressionStudy Record(Lab lab, double limit = 1e-4)
    {
        var study = new RegressionStudy(lab, limit);
        var pipeline = new PipelineRun(study.host, study.Runner(), Path.Combine(study.folder.FullName, "pipeline"));
        study.store.Accept(study.host.DeviceClass, new GoldenRecorder(study.store, pipeline).Record(null, Lab.Cancellation).GetAwaiter().GetResult());
        return study;
    }

    /// <summary>Looks for the first stage and the first tensor that differ.</summary>
    /// <param name="faults">Faults to put in: <c>STAGE|fault:KIND@TAP</c>, for instance <c>12.high|fault:sign-bit@dit.high/blocks.01/self_attn/q</c>.</param>
    public LocaliseReport Localise(params IReadOnlyList<string> faults)
    {
        var reference = new Reference(store, host.DeviceClass, _ => TapLimits.Uniform(limit, "the same code on the same machine"), AcrossDevices: false);
        return new Localiser(host, reference, Runner(), new() { Extras = faults, Evidence = Evidence }).Run(Lab.Cancellation).GetAwaiter().GetResult();
    }

    /// <summary>Writes a finding of this study as one static page.</summary>
    /// <param name="report">What the last <see cref="Localise"/> gave.</param>
    /// <param name="output">HTML file.</param>
    public void SavePage(LocaliseReport report, string output)
    {
        var json = Path.Combine(folder.FullName, "report.json");
        File.WriteAllText(json, ReportJson.Write(report));
        Reports.LocalisePage.Write(json, report.Diagnosis is null ? null : Evidence, output);
    }

    /// <summary>The places where faults can be put in a stage, in order of computation.</summary>
    /// <param name="stage">One of <see cref="StageNames.All"/>: 10, 11, 12.high, 12.low or 13.</param>
    public IReadOnlyList<string> Taps(string stage)
    {
        using var golden = store.Find(host.DeviceClass, stage)[0].Load();
        return [.. golden.Taps.Select(t => t.Path)];
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string Evidence => Path.Combine(folder.FullName, "evidence.safetensors");

    private InProcessRunner Runner() => new(host, Path.Combine(folder.FullName, $"runs{Interlocked.Increment(ref runs)}"), FaultSink.Parse);
}
