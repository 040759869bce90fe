using Workbench.Pipeline.Sampling;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Taps;

namespace Workbench.Pipeline.Running;

/// <summary>What a caller may listen to during a run; everything is optional.</summary>
public sealed record GenerateObserver
{
    /// <summary>Told when a stage begins.</summary>
    public Action<string>? StageBegins { get; init; }

    /// <summary>Told after every sampling step.</summary>
    public IProgress<SamplingProgress>? Sampling { get; init; }

    /// <summary>Told after every VAE chunk: chunks done, chunks in all.</summary>
    public IProgress<(int Done, int Total)>? Chunks { get; init; }

    /// <summary>Shown each sampling step's tensors.</summary>
    public Action<SamplingStep>? Step { get; init; }

    /// <summary>Shown each stage's inputs and outputs, by stage and role (<c>10.inputs</c>); they are disposed after the call.</summary>
    public Action<string, StageData>? Stage { get; init; }

    /// <summary>Shown every tensor.</summary>
    public Tap Tap { get; init; }
}
