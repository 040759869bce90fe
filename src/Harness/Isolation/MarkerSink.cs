using TorchSharp;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Harness.Isolation;

/// <summary>
/// Marks what is in flight around an inner sink, so that a crash can be named from outside.
/// Kernels run behind the host: by default the mark only says how far the host had come. With <paramref name="synchronise"/> the device is waited for at
/// every mark, which makes the mark exact and the run slow; the localiser does that on the re-run of a stage that crashed.
/// </summary>
public sealed class MarkerSink(MarkerFile marker, ITapSink inner, bool synchronise = false) : ITapSink
{
    private string? last;

    public Tensor Pass(string path, Tensor tensor)
    {
        Wait(tensor);
        marker.Write(MarkerPhase.AtTap, path, last: last);
        var result = inner.Pass(path, tensor);
        Wait(result);
        last = path;
        marker.Write(MarkerPhase.AfterTap, path, last: path);
        return result;
    }

    public void Launch(string path, string operation)
    {
        if (synchronise && cuda.is_available())
        {
            cuda.synchronize();
        }

        marker.Write(MarkerPhase.Launching, path, operation, last);
        inner.Launch(path, operation);
    }

    private void Wait(Tensor tensor)
    {
        if (synchronise && tensor.device_type == DeviceType.CUDA)
        {
            cuda.synchronize(tensor.device);
        }
    }
}
