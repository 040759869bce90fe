using System.Runtime.InteropServices;
using System.Text;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>The few entry points of the CUDA driver API that own kernels need. Source: CUDA driver API reference, modules 6.4, 6.10, 6.22.</summary>
internal static partial class CudaDriver
{
    private const string Library = "libcuda.so.1";

    /// <summary>CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES.</summary>
    public const int MaxDynamicShared = 8;

    public static void Check(int code, string what)
    {
        if (code != 0)
        {
            var text = GetErrorString(code, out var pointer) == 0 ? Marshal.PtrToStringUTF8(pointer) : "unknown error";
            throw new CudaException($"{what}: CUDA driver error {code} ({text}).");
        }
    }

    /// <summary>Makes the device's primary context (the one torch uses) current on this thread, unless one is.</summary>
    public static void EnsureContext(int device)
    {
        Check(CtxGetCurrent(out var current), "cuCtxGetCurrent");
        if (current != 0)
        {
            return;
        }

        Check(Init(0), "cuInit");
        Check(DeviceGet(out var handle, device), "cuDeviceGet");
        Check(PrimaryCtxRetain(out var context, handle), "cuDevicePrimaryCtxRetain");
        Check(CtxSetCurrent(context), "cuCtxSetCurrent");
    }

    /// <summary>Compute capability as major * 10 + minor (90 for Hopper, 120 for consumer Blackwell).</summary>
    public static int ComputeCapability(int device)
    {
        Check(Init(0), "cuInit");
        Check(DeviceGet(out var handle, device), "cuDeviceGet");
        Check(DeviceGetAttribute(out var major, 75, handle), "cuDeviceGetAttribute(major)");
        Check(DeviceGetAttribute(out var minor, 76, handle), "cuDeviceGetAttribute(minor)");
        return (major * 10) + minor;
    }

    /// <summary>The device as the driver names it.</summary>
    public static string Name(int device)
    {
        Check(Init(0), "cuInit");
        Check(DeviceGet(out var handle, device), "cuDeviceGet");
        var name = new byte[256];
        Check(DeviceGetName(name, name.Length, handle), "cuDeviceGetName");
        return Encoding.UTF8.GetString(name).TrimEnd('\0');
    }

    /// <summary>Bytes free on the device.</summary>
    public static long FreeMemory(int device)
    {
        EnsureContext(device);
        Check(MemGetInfo(out var free, out _), "cuMemGetInfo");
        return (long)free;
    }

    [LibraryImport(Library, EntryPoint = "cuMemGetInfo_v2")]
    public static partial int MemGetInfo(out nuint free, out nuint total);

    [LibraryImport(Library, EntryPoint = "cuMemAlloc_v2")]
    public static partial int MemAlloc(out ulong pointer, nuint bytes);

    [LibraryImport(Library, EntryPoint = "cuMemFree_v2")]
    public static partial int MemFree(ulong pointer);

    [LibraryImport(Library, EntryPoint = "cuInit")]
    public static partial int Init(uint flags);

    [LibraryImport(Library, EntryPoint = "cuDeviceGet")]
    public static partial int DeviceGet(out int device, int ordinal);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetName")]
    public static partial int DeviceGetName([Out] byte[] name, int length, int device);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
    public static partial int DeviceGetAttribute(out int value, int attribute, int device);

    [LibraryImport(Library, EntryPoint = "cuDevicePrimaryCtxRetain")]
    public static partial int PrimaryCtxRetain(out nint context, int device);

    [LibraryImport(Library, EntryPoint = "cuCtxGetCurrent")]
    public static partial int CtxGetCurrent(out nint context);

    [LibraryImport(Library, EntryPoint = "cuCtxSetCurrent")]
    public static partial int CtxSetCurrent(nint context);

    [LibraryImport(Library, EntryPoint = "cuModuleLoadData")]
    public static partial int ModuleLoadData(out nint module, ReadOnlySpan<byte> image);

    [LibraryImport(Library, EntryPoint = "cuModuleGetFunction", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ModuleGetFunction(out nint function, nint module, string name);

    [LibraryImport(Library, EntryPoint = "cuFuncSetAttribute")]
    public static partial int FuncSetAttribute(nint function, int attribute, int value);

    [LibraryImport(Library, EntryPoint = "cuLaunchKernel")]
    public static unsafe partial int LaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint shared, nint stream, void** parameters, void** extra);

    [LibraryImport(Library, EntryPoint = "cuGetErrorString")]
    private static partial int GetErrorString(int code, out nint text);
}
