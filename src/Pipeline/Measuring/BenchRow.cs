namespace Workbench.Pipeline.Measuring;

/// <summary>One measured piece of work.</summary>
/// <param name="Name">What ran.</param>
/// <param name="Milliseconds">Median.</param>
/// <param name="Fastest">Fastest of the runs.</param>
/// <param name="Slowest">Slowest of the runs.</param>
/// <param name="TeraflopsPerSecond">Counted operations over the median; 0 where none are counted.</param>
/// <param name="GigabytesPerSecond">Counted bytes over the median; 0 where none are counted.</param>
/// <param name="FloorMilliseconds">What the ceilings of this run allow; 0 where unknown.</param>
/// <param name="PeakGigabytes">Device memory in use above the start of the measurement.</param>
/// <param name="Passed">False where the work was compared with its reference and is outside its limit.</param>
public sealed record BenchRow(
    string Name, double Milliseconds, double Fastest, double Slowest, double TeraflopsPerSecond, double GigabytesPerSecond, double FloorMilliseconds, double PeakGigabytes, bool Passed = true)
{
    /// <summary>Median over floor; 0 where the floor is unknown.</summary>
    public double OverFloor => FloorMilliseconds > 0 ? Milliseconds / FloorMilliseconds : 0;
}
