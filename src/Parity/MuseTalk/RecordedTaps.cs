using System.Text.RegularExpressions;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>Keeps copies of tapped tensors under upstream's module names (<c>down_blocks.00/resnets.01/out</c> is <c>down_blocks.0.resnets.1</c>).</summary>
internal sealed partial class RecordedTaps(IReadOnlyCollection<string> wanted) : ITapSink, IDisposable
{
    private readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);

    [GeneratedRegex(@"\.0(?=\d(\.|$))")]
    private static partial Regex LeadingZero { get; }

    /// <summary>Root of the tap names.</summary>
    public Tap Tap => new(this, "");

    /// <summary>What passed, by upstream's name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    public Tensor Pass(string path, Tensor tensor)
    {
        var name = Upstream(path);
        if (wanted.Contains(name) && !tensors.ContainsKey(name))
        {
            tensors[name] = tensor.detach().cpu().clone().DetachFromDisposeScope();
        }

        return tensor;
    }

    /// <summary>Compares everything that was wanted.</summary>
    public void CompareAll(MuseTalkCase c, string prefix)
    {
        foreach (var name in wanted)
        {
            c.Compare(prefix + name, this, name);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }
    }

    private static string Upstream(string path)
    {
        var name = path.EndsWith("/out", StringComparison.Ordinal) ? path[..^"/out".Length] : path;
        return LeadingZero.Replace(name.Replace('/', '.'), ".");
    }
}
