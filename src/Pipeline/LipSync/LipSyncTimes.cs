using System.Diagnostics;

namespace Workbench.Pipeline.LipSync;

/// <summary>Where the time of talking goes. Faces arrive on the CPU at the end of the networks' share, so a GPU's work is counted there.</summary>
public sealed class LipSyncTimes
{
    private readonly Stopwatch networks = new();
    private readonly Stopwatch images = new();

    /// <summary>Frames made.</summary>
    public long Frames { get; private set; }

    /// <summary>Audio encoder, UNet and VAE decoder, transfers included.</summary>
    public TimeSpan Networks => networks.Elapsed;

    /// <summary>Reading base frames, resizing and blending.</summary>
    public TimeSpan Images => images.Elapsed;

    /// <summary>Frames per second over both.</summary>
    public double FramesPerSecond => Frames / Math.Max((Networks + Images).TotalSeconds, double.Epsilon);

    internal T OfNetworks<T>(Func<T> work) => Measured(networks, work);

    internal T OfImages<T>(Func<T> work) => Measured(images, work);

    internal void Made(int frames) => Frames += frames;

    private static T Measured<T>(Stopwatch clock, Func<T> work)
    {
        clock.Start();
        try
        {
            return work();
        }
        finally
        {
            clock.Stop();
        }
    }
}
