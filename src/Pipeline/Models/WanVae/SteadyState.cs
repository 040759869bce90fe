using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>
/// What need not be computed again while the chunks of a run stay equal, as the grey frames behind a picture do. A causal layer's output depends on its
/// chunk and on a known number of chunks before it; once those are all equal, and one more, its output is that of the chunk before, bit for bit, and so are
/// its histories. Of the 20 grey chunks of 81 frames the largest layers then run for about 5. One output is kept: that of the last such layer.
/// </summary>
internal sealed class SteadyState : IDisposable
{
    private Tensor? output;
    private int layer = -1;

    /// <summary>How many chunks in a row before the present one were equal to it.</summary>
    public long Repeats { get; set; }

    /// <summary>Whether an output that depends on <paramref name="depth"/> chunks before its own is that of the chunk before.</summary>
    public bool Holds(long depth) => Repeats > depth;

    /// <summary>The same of the next chunk, should it be equal too.</summary>
    public bool WillHold(long depth) => Repeats + 1 > depth;

    /// <summary>The kept output of a layer, in the current dispose scope; null where it is not kept.</summary>
    public Tensor? Of(int index) => index == layer ? output?.alias() : null;

    /// <summary>Keeps a layer's output in place of what was kept.</summary>
    public void Keep(int index, Tensor value)
    {
        var kept = value.alias().DetachFromDisposeScope();
        output?.Dispose();
        (output, layer) = (kept, index);
    }

    public void Dispose() => output?.Dispose();
}
