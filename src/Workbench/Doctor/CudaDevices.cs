using System.Runtime.InteropServices;
using System.Text;

namespace Workbench.Cli.Doctor;

/// <summary>Asks the NVIDIA driver about its devices, without libtorch and without creating a context.</summary>
internal static partial class CudaDevices
{
    private const string Library = "libcuda.so.1";

    private const int Major = 75, Minor = 76, Processors = 16; // CU_DEVICE_ATTRIBUTE_...

    /// <summary>A GPU.</summary>
    /// <param name="Index">Ordinal, after CUDA_VISIBLE_DEVICES.</param>
    /// <param name="Name">As the driver names it.</param>
    /// <param name="ComputeCapability">major * 10 + minor: 90 is Hopper.</param>
    /// <param name="MemoryBytes">Total memory.</param>
    /// <param name="Multiprocessors">Streaming multiprocessors.</param>
    public sealed record Device(int Index, string Name, int ComputeCapability, long MemoryBytes, int Multiprocessors);

    /// <summary>Highest CUDA version the driver supports and its devices; null without a driver.</summary>
    public static (Version Driver, List<Device> Devices)? Find()
    {
        if (!NativeLibrary.TryLoad(Library, out _) || Init(0) != 0 || DriverGetVersion(out var version) != 0 || DeviceGetCount(out var count) != 0)
        {
            return null;
        }

        return (new(version / 1000, version % 1000 / 10), [.. Enumerable.Range(0, count).Select(Describe)]);
    }

    private static Device Describe(int index)
    {
        _ = DeviceGet(out var device, index);
        var name = new byte[256];
        _ = DeviceGetName(name, name.Length, device);
        _ = DeviceTotalMem(out var bytes, device);
        _ = DeviceGetAttribute(out var major, Major, device);
        _ = DeviceGetAttribute(out var minor, Minor, device);
        _ = DeviceGetAttribute(out var processors, Processors, device);
        return new(index, Encoding.UTF8.GetString(name).TrimEnd('\0'), major * 10 + minor, (long)bytes, processors);
    }

    [LibraryImport(Library, EntryPoint = "cuInit")]
    private static partial int Init(uint flags);

    [LibraryImport(Library, EntryPoint = "cuDriverGetVersion")]
    private static partial int DriverGetVersion(out int version);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetCount")]
    private static partial int DeviceGetCount(out int count);

    [LibraryImport(Library, EntryPoint = "cuDeviceGet")]
    private static partial int DeviceGet(out int device, int ordinal);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetName")]
    private static partial int DeviceGetName([Out] byte[] name, int length, int device);

    [LibraryImport(Library, EntryPoint = "cuDeviceTotalMem_v2")]
    private static partial int DeviceTotalMem(out nuint bytes, int device);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
    private static partial int DeviceGetAttribute(out int value, int attribute, int device);
}
