using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Parity;

/// <summary>Compares intermediates as they pass, so that nothing is kept and rows come in the order in which the network computes.</summary>
/// <param name="context">Receives the rows.</param>
/// <param name="names">Oracle name of each tap path that is compared.</param>
/// <param name="limit">Largest relative error.</param>
internal sealed class TapComparison(ParityContext context, IReadOnlyDictionary<string, string> names, double limit) : ITapSink
{
    private readonly HashSet<string> seen = [];

    public Tensor Pass(string path, Tensor tensor)
    {
        if (names.TryGetValue(path, out var name) && seen.Add(path))
        {
            context.Compare(name, tensor, limit);
        }

        return tensor;
    }

    /// <summary>Reports what the oracle has and the network never passed.</summary>
    public void RequireAllSeen()
    {
        foreach (var (path, name) in names.Where(pair => !seen.Contains(pair.Key)))
        {
            context.Report(name, false, $"no tensor passed the tap {path}");
        }
    }
}
