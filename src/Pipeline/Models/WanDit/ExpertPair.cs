using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>Both experts resident on one device, owned by the pair.</summary>
public sealed class ExpertPair : IExperts, IDisposable
{
    private readonly WanDit high;
    private readonly WanDit low;

    /// <summary>Takes over two networks.</summary>
    /// <exception cref="ArgumentException">They differ in size or device.</exception>
    public ExpertPair(WanDit high, WanDit low)
    {
        if (high.Config != low.Config || high.Device.ToString() != low.Device.ToString())
        {
            throw new ArgumentException($"the experts must share sizes and device: high {high.Config} on {high.Device}, low {low.Config} on {low.Device}.");
        }

        this.high = high;
        this.low = low;
    }

    public WanDitConfig Config => high.Config;

    public Device Device => high.Device;

    public WanDit Resident(Expert expert) => expert == Expert.High ? high : low;

    public void Dispose()
    {
        high.Dispose();
        low.Dispose();
    }
}
