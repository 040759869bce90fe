namespace Workbench.Benchmarks.Loading;

/// <summary>One measured rate.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Seconds">Best of the repetitions.</param>
/// <param name="Bytes">Bytes that the rate counts.</param>
internal sealed record Throughput(string Name, double Seconds, long Bytes)
{
    /// <summary>10^9 bytes a second.</summary>
    public double GigabytesPerSecond => Bytes / Seconds / 1e9;

    public override string ToString() => FormattableString.Invariant($"{Name}: {Seconds:0.000} s, {GigabytesPerSecond:0.00} GB/s");
}
