using Workbench.Pipeline.LipSync;

namespace Workbench.Pipeline.Measuring;

/// <summary>What the whole lip-sync pipeline does per second, and where its time goes.</summary>
/// <param name="Batch">Output frames per network call.</param>
/// <param name="Frames">Frames made.</param>
/// <param name="FramesPerSecond">Over all parts, without a muxer.</param>
/// <param name="OutsideNetworks">Share of the time in which the networks stood still, 0..1.</param>
/// <param name="FramesPerSecondByPart">Frames per second that each part alone would allow.</param>
public sealed record LipSyncBenchSummary(int Batch, long Frames, double FramesPerSecond, double OutsideNetworks, IReadOnlyDictionary<string, double> FramesPerSecondByPart)
{
    internal static LipSyncBenchSummary Of(LipSyncTimes times, int batch) => new(
        batch, times.Frames, times.FramesPerSecond, times.OutsideNetworks,
        Enum.GetValues<LipSyncPart>().Where(p => times[p] > TimeSpan.Zero).ToDictionary(p => p.ToString().ToLowerInvariant(), p => times.Frames / times[p].TotalSeconds));
}
