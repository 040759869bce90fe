using Workbench.Harness.Calibration;
using Workbench.Harness.Golden;
using Workbench.Harness.Isolation;
using Workbench.Harness.Localisation;
using Workbench.Harness.Stages;
using Workbench.Synthetic;
using Workbench.Testing.Faults;

namespace Workbench.UnitTests.Localisation;

/// <summary>The synthetic pipeline with goldens and a calibration, made once for all tests that look into it.</summary>
public sealed class SyntheticCase : IDisposable
{
    public const string Class = "cpu-float32";

    private int runs;

    public SyntheticCase()
    {
        Weights = Path.Combine(Folder, "weights.safetensors");
        SyntheticWeights.Write(Weights);
        Host = new(Weights);
        Store = new(Path.Combine(Folder, "case"), underCi: false);
        var runner = InProcess(Host);
        Record(Store, null);

        new CaseCalibration(Store, Class, Host, runner).Run([.. Host.Stages.Select(s => s.Id)], 2, new(2026, 1, 31), CancellationToken.None).GetAwaiter().GetResult();
        Reference = Reference.Goldens(Store, Class);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("synthetic").FullName;

    public string Weights { get; }

    public SyntheticHost Host { get; }

    public GoldenStore Store { get; }

    public Reference Reference { get; }

    public InProcessRunner InProcess(IStageHost host) => new(host, Path.Combine(Folder, $"runs{Interlocked.Increment(ref runs)}"), FaultSink.Parse);

    public ChildRunner Children(IStageHost host, TimeLimits? limits = null) =>
        new(host, limits ?? TimeLimits.Default, Path.Combine(Folder, $"runs{Interlocked.Increment(ref runs)}"));

    /// <summary>Runs the pipeline and accepts what it gives.</summary>
    public void Record(GoldenStore store, Func<StageRequest, StageRequest>? shape, bool beside = false)
    {
        var pipeline = new PipelineRun(Host, InProcess(Host), Path.Combine(Folder, $"pipeline{Interlocked.Increment(ref runs)}"));
        store.Accept(Class, new GoldenRecorder(store, pipeline).Record(shape, CancellationToken.None).GetAwaiter().GetResult(), beside);
    }

    /// <summary>Localises in this process.</summary>
    public LocaliseReport Localise(LocaliseOptions options, Reference? reference = null, SyntheticHost? host = null) =>
        new Localiser(host ?? Host, reference ?? Reference, InProcess(host ?? Host), options).Run(CancellationToken.None).GetAwaiter().GetResult();

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

[CollectionDefinition(nameof(SyntheticCase))]
public sealed class SyntheticCases : ICollectionFixture<SyntheticCase>;
