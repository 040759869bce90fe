using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Harness.Listening;

/// <summary>Lets only chosen taps through to a sink.</summary>
public sealed class FilteredSink(TapFilter filter, ITapSink inner) : ITapSink
{
    public Tensor Pass(string path, Tensor tensor) => filter.Matches(path) ? inner.Pass(path, tensor) : tensor;

    public void Launch(string path, string operation) => inner.Launch(path, operation);
}
