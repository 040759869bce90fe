using Workbench.Pipeline.Models.WanDit;

namespace Workbench.Pipeline.Sampling;

/// <summary>How far a run is.</summary>
/// <param name="Done">Steps finished.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Expert">Who predicted the last one.</param>
/// <param name="Elapsed">Since the start of the run.</param>
/// <param name="Left">Estimate from the mean of the steps so far.</param>
public readonly record struct SamplingProgress(int Done, int Steps, Expert Expert, TimeSpan Elapsed, TimeSpan Left);
