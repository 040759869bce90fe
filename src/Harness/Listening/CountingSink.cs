using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Harness.Listening;

/// <summary>Stands before all other sinks and tells a tap's further passes apart by name (<see cref="TapName"/>).</summary>
public sealed class CountingSink(ITapSink inner) : ITapSink
{
    private readonly Dictionary<string, int> passes = new(StringComparer.Ordinal);

    public Tensor Pass(string path, Tensor tensor)
    {
        var occurrence = passes.GetValueOrDefault(path);
        passes[path] = occurrence + 1;
        return inner.Pass(TapName.Of(path, occurrence), tensor);
    }

    public void Launch(string path, string operation) => inner.Launch(path, operation);
}
