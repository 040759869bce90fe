namespace Workbench.Pipeline.Configuration;

/// <summary>What a kernel choice needs to know of a device.</summary>
/// <param name="IsCuda">An NVIDIA device; otherwise the CPU.</param>
/// <param name="Capability">Compute capability, major*10+minor (90: H100 and H200; 120: RTX 50xx). 0 on the CPU.</param>
public readonly record struct DeviceTarget(bool IsCuda, int Capability)
{
    public static readonly DeviceTarget Cpu = new(false, 0);

    /// <summary>A CUDA device of that compute capability.</summary>
    public static DeviceTarget Cuda(int major, int minor) => new(true, (major * 10) + minor);

    public override string ToString() => IsCuda ? $"cuda (compute capability {Capability / 10}.{Capability % 10})" : "cpu";
}
