namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>NVRTC or the CUDA driver refused something; the message names the call, the kernel and the driver's own text.</summary>
public sealed class CudaException(string message) : Exception(message);
