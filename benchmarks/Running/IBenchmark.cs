namespace Workbench.Benchmarks.Running;

/// <summary>A question about speed, answered by timing two or more ways of doing the same.</summary>
internal interface IBenchmark
{
    /// <summary>Heading in RESULTS.md.</summary>
    string Name { get; }

    /// <summary>The question, and the cost model that says what to expect.</summary>
    string Question { get; }

    /// <summary>
    /// Prepares and lists the ways; the first is the baseline. Whatever they hold lives until the end of the benchmark.
    /// Work on a GPU must be waited for inside <see cref="Variant.Run"/>.
    /// </summary>
    IReadOnlyList<Variant> Variants();
}

/// <summary>One way of doing it.</summary>
/// <param name="Name">Row in the table.</param>
/// <param name="Run">Does it once.</param>
/// <param name="Work">How much that is, in <paramref name="Unit"/>; 0 leaves the rate out.</param>
/// <param name="Unit">Such as GB or TFLOP: the table shows it per second.</param>
/// <param name="Measure">Seconds of one run, for what times itself (a child process); by default the wall clock around <paramref name="Run"/>.</param>
internal sealed record Variant(string Name, Action Run, double Work = 0, string Unit = "", Func<double>? Measure = null);
