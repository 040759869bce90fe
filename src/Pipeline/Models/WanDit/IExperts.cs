using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>Provides the network of an expert. An implementation may keep only one on the device and swap.</summary>
public interface IExperts
{
    /// <summary>Sizes, the same for both.</summary>
    WanDitConfig Config { get; }

    /// <summary>Where both compute.</summary>
    Device Device { get; }

    /// <summary>The network, ready to run; valid until the other one is asked for. The provider owns it.</summary>
    WanDit Resident(Expert expert);
}
