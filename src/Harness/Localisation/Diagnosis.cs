using Workbench.Harness.Comparison;

namespace Workbench.Harness.Localisation;

/// <summary>Where and why the first failing stage fails.</summary>
/// <param name="Verdict">Why.</param>
/// <param name="Tap">The tap where the trouble begins; null when it began before any.</param>
/// <param name="Place">The same for people, with the operation where one is known: <c>in conv3d of decoder/upsamples.2</c>.</param>
/// <param name="Comparison">The tap held against its reference, when it got that far.</param>
/// <param name="Evidence">What the verdict rests on, one sentence each.</param>
public sealed record Diagnosis(Verdict Verdict, string? Tap, string Place, TapComparison? Comparison, IReadOnlyList<string> Evidence);
