using Workbench.Harness.Snapshots;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Harness.Grafting;

/// <summary>
/// Teacher forcing: after the sinks before it have looked at a tap, the reference's tensor takes the place of the network's own,
/// wherever the reference holds it whole. Each tap then shows the error of its own step alone, and a second fault is seen behind a first.
/// </summary>
public sealed class TeacherSink(StageSnapshot reference) : ITapSink, IDisposable
{
    public Tensor Pass(string path, Tensor tensor)
    {
        var whole = reference.Whole(path);
        return whole is not null && whole.shape.AsSpan().SequenceEqual(tensor.shape)
            ? whole.to(tensor.dtype, tensor.device, copy: true)
            : tensor;
    }

    public void Dispose() => reference.Dispose();
}
