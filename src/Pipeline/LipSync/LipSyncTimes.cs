using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync;

/// <summary>
/// Where the time of talking goes, on the thread that runs the networks. A GPU is synchronised after each part: three times per batch, which
/// costs microseconds and makes the parts true.
/// </summary>
public sealed class LipSyncTimes
{
    private readonly Dictionary<LipSyncPart, TimeSpan> spent = Enum.GetValues<LipSyncPart>().ToDictionary(p => p, _ => TimeSpan.Zero);

    /// <summary>Frames made.</summary>
    public long Frames { get; private set; }

    /// <summary>Time of a part.</summary>
    public TimeSpan this[LipSyncPart part] => spent[part];

    /// <summary>Audio encoder, UNet and VAE decoder, transfers included.</summary>
    public TimeSpan Networks => spent[LipSyncPart.Audio] + spent[LipSyncPart.Generate] + spent[LipSyncPart.Decode];

    /// <summary>Everything, without what the receiver of the frames does with them.</summary>
    public TimeSpan Total => Networks + spent[LipSyncPart.Blend];

    /// <summary>Share of the time in which the networks stood still, 0..1.</summary>
    public double OutsideNetworks => Total > TimeSpan.Zero ? spent[LipSyncPart.Blend] / Total : 0;

    /// <summary>Frames per second over all parts.</summary>
    public double FramesPerSecond => Frames / Math.Max(Total.TotalSeconds, double.Epsilon);

    internal T Measure<T>(LipSyncPart part, Device device, Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var result = work();
            if (device.type == DeviceType.CUDA)
            {
                cuda.synchronize();
            }

            return result;
        }
        finally
        {
            spent[part] += Stopwatch.GetElapsedTime(start);
        }
    }

    internal void Made(int frames) => Frames += frames;
}
