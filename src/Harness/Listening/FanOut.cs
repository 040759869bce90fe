using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Harness.Listening;

/// <summary>Several sinks in a row: each sees what the one before returned, so put those that replace tensors before those that watch.</summary>
public sealed class FanOut(params IReadOnlyList<ITapSink> sinks) : ITapSink
{
    public Tensor Pass(string path, Tensor tensor)
    {
        foreach (var sink in sinks)
        {
            tensor = sink.Pass(path, tensor);
        }

        return tensor;
    }

    public void Launch(string path, string operation)
    {
        foreach (var sink in sinks)
        {
            sink.Launch(path, operation);
        }
    }
}
