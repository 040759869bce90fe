namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>A compiled kernel of one device, launched on torch's default (legacy) stream.</summary>
public sealed unsafe class CudaKernel(string name, nint function, int device)
{
    /// <summary>Launches without waiting.</summary>
    /// <param name="gridX">Blocks along x.</param>
    /// <param name="gridY">Blocks along y.</param>
    /// <param name="block">Threads of a block.</param>
    /// <param name="arguments">In the kernel's order.</param>
    /// <exception cref="CudaException">The driver refused the launch.</exception>
    public void Launch(long gridX, int gridY, int block, params ReadOnlySpan<KernelArgument> arguments)
    {
        CudaDriver.EnsureContext(device);
        var values = stackalloc ulong[arguments.Length];
        var pointers = stackalloc void*[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            values[i] = arguments[i].Bits;
            pointers[i] = values + i;
        }

        CudaDriver.Check(CudaDriver.LaunchKernel(function, checked((uint)gridX), (uint)gridY, 1, (uint)block, 1, 1, 0, 0, pointers, null), $"launch of {name}");
    }
}
